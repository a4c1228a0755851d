"""One warm sandbox a tier for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from orthought.execution.interface import Sandbox, Tier
from orthought.execution.probe import probe_tier
from orthought.execution.tiers import open_sandbox


@pytest.fixture(scope="session", params=[Tier.STRONG, Tier.MEDIUM], ids=str)
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Every confining tier that this machine gives."""
    report = probe_tier(request.param)
    if not report.available:
        pytest.skip(f"{report.tier}: {report.reason}")
    opened = open_sandbox(request.param)
    opened.start()
    yield opened
    opened.close()
