"""Best so far, regret and its area, time to a threshold with censoring."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.measures import (
    Arrival,
    Range,
    arrival_time,
    band,
    best_so_far,
    first_arrival,
    median_arrival,
    range_of,
    regret,
    regret_area,
    survival,
)
from orthought.errors import InputError

LIMITS = Range(worst=0, best=100, source="set")
SCORES = st.lists(st.none() | st.floats(-50, 150), min_size=1, max_size=12)


def test_the_best_so_far_waits_for_a_number_and_keeps_it() -> None:
    assert best_so_far([None, 3, 1, None, 5]) == [None, 3, 3, 3, 5]
    assert best_so_far([3, 1], 4) == [3, 3, 3, 3]
    assert best_so_far([3, 9, 1], 2) == [3, 9]


def test_regret_counts_from_the_worst_to_the_best_there_is() -> None:
    assert regret([None, 40, 20, 100], LIMITS) == [1.0, 0.6, 0.6, 0.0]
    assert regret_area([None, 40, 20, 100], LIMITS) == pytest.approx(0.55)
    assert regret([7], Range(worst=7, best=7, source="set")) == [0.0]
    assert regret_area([], LIMITS) == 1.0


@settings(derandomize=True, deadline=None)
@given(SCORES)
def test_regret_falls_within_zero_to_one(scores: list[float | None]) -> None:
    found = regret(scores, LIMITS)
    assert found == sorted(found, reverse=True)
    assert all(0 <= share <= 1 for share in found)
    assert found[-1] <= regret_area(scores, LIMITS) + 1e-12


def test_ranges_leave_out_what_gave_no_number() -> None:
    found = range_of([None, 2, -1], "runs")
    assert found == Range(worst=-1, best=2, source="runs")
    assert range_of([None], "runs") is None


def test_the_band_holds_median_and_quartiles_of_each_step() -> None:
    found = band([[1, 5], [None, 2], [3]], 3, worst=0)
    assert found.median == (1, 3, 3)
    assert found.lower == (0.5, 2.5, 2.5)
    assert found.upper == (2, 4, 4)


def arrivals(*steps: int, never: int = 0, watched: int = 10) -> list[Arrival]:
    """Return runs that arrived at these steps, and some that never did."""
    found = [Arrival(steps=step, arrived=True) for step in steps]
    return found + [Arrival(steps=watched, arrived=False)] * never


def test_runs_arrive_at_the_first_score_that_reaches_the_threshold() -> None:
    assert first_arrival([None, 4, 5, 9], 5) == Arrival(steps=3, arrived=True)
    assert first_arrival([None, 4], 5) == Arrival(steps=2, arrived=False)


def test_runs_that_never_arrive_are_not_dropped() -> None:
    assert median_arrival(arrivals(2, 4, 6)) == 4
    # Without censoring the median of those that arrived would be 4 as well.
    assert median_arrival(arrivals(2, 4, 6, never=4)) is None
    assert median_arrival(arrivals(2, 4, never=2)) == 4


def test_the_survival_curve_is_that_of_kaplan_and_meier() -> None:
    # Times 6, 6, 6+, 7 and 10: two of five go at 6, one of two at 7, the last one at 10.
    runs = [*arrivals(6, 6, 7, 10), Arrival(steps=6, arrived=False)]
    assert survival(runs) == [(6, pytest.approx(3 / 5)), (7, pytest.approx(3 / 10)), (10, 0)]
    assert median_arrival(runs) == 7


def test_the_interval_of_the_median_may_lie_beyond_what_was_watched() -> None:
    found = arrival_time(arrivals(3, 5, 7, 8, never=4))
    assert found.median == 8
    assert found.low is not None
    assert 3 <= found.low < 8
    assert found.high is None
    assert found.arrived.estimate == 0.5
    assert found.mean_within_budget == pytest.approx((3 + 5 + 7 + 8 + 4 * 10) / 8)
    assert arrival_time(arrivals(3, 5, 7, 8, never=4)) == found


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=9))
def test_resampled_medians_are_those_of_the_curve(cases: list[tuple[int, bool]]) -> None:
    runs = [Arrival(steps=step, arrived=arrived) for step, arrived in cases]
    found = arrival_time(runs)
    possible = {float(run.steps) for run in runs if run.arrived} | {None}
    assert {found.low, found.high, found.median} <= possible
    ends = [math.inf if end is None else end for end in (found.low, found.median, found.high)]
    assert ends[0] <= ends[2]
    if len({(run.steps, run.arrived) for run in runs}) == 1:
        assert ends[0] == ends[1] == ends[2]


def test_no_run_has_no_time() -> None:
    with pytest.raises(InputError, match="no run"):
        arrival_time([])
