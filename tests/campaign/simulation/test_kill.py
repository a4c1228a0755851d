"""kill -9 at random moments of a simulation, with an endpoint that takes its time."""

from __future__ import annotations

from pathlib import Path

import pytest

EVALS = Path(__file__).resolve().parents[3] / "evals"


@pytest.mark.siege
@pytest.mark.timeout(300)
@pytest.mark.covers("simulate-killed")
def test_nothing_is_lost_and_nothing_paid_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(EVALS))
    from campaign_kill import holds, run_trial

    figures = run_trial(
        tmp_path, kills=3, runs=2, budget=5, latency=0.2, concurrency=2, longest=1.5, seed=2
    )
    assert figures["kills"] == 3
    assert figures["steps"] == 30
    assert holds(figures), figures
