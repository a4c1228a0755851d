"""One sandbox for all tests here: programs are compiled by our code and hold nothing hostile."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orthought.execution.interface import Sandbox
from orthought.execution.tiers import open_sandbox


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Open the best tier of this machine."""
    opened = open_sandbox(None)
    opened.start()
    yield opened
    opened.close()
