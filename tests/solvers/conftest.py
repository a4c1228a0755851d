"""Every solver that is installed, and workers that end with the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orthought import solvers
from orthought.solvers.cards import CARDS, is_installed
from orthought.solvers.routing import required_features

INSTALLED = [name for name, card in CARDS.items() if is_installed(card)]


@pytest.fixture(scope="session", autouse=True)
def end_workers() -> Iterator[None]:
    """Leave no worker behind."""
    yield
    solvers.shutdown()


@pytest.fixture(params=INSTALLED)
def solver(request: pytest.FixtureRequest) -> str:
    """The name of an installed solver."""
    name: str = request.param
    return name


def takes(solver: str, instance: object) -> bool:
    """Whether a solver takes an instance itself, or another one would have to."""
    return required_features(instance) <= CARDS[solver].features  # type: ignore[arg-type]
