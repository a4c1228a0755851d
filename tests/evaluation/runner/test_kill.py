"""kill -9 at random moments of a run with an endpoint that takes its time."""

from __future__ import annotations

from pathlib import Path

import pytest

EVALS = Path(__file__).resolve().parents[3] / "evals"


@pytest.mark.siege
@pytest.mark.timeout(300)
@pytest.mark.covers("eval-killed")
def test_nothing_is_lost_and_nothing_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(EVALS))
    from kill_run import run_trial

    figures = run_trial(
        kills=5, problems=24, concurrency=16, latency=0.7, seed=1, folder=tmp_path, longest=1.5
    )
    assert figures["kills"] == 5
    assert figures["in_flight_when_killed"] > 0
    assert figures["equal_to_undisturbed"]
    assert figures["recorded_replies_requested_again"] == 0
    assert figures["requests_repeated"] <= figures["in_flight_when_killed"]
