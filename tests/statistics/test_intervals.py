"""Intervals against known values, scipy, and what must hold of all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from orthought.errors import InputError
from orthought.statistics import (
    bootstrap,
    clopper_pearson,
    paired_difference,
    wilson,
)

DERANDOMIZED = settings(derandomize=True, deadline=None)


@pytest.mark.covers("statistics")
@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_known_values(successes: int, trials: int, low: float, high: float) -> None:
    found = wilson(successes, trials)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.estimate == successes / trials


@pytest.mark.parametrize(("successes", "trials"), [(0, 7), (3, 7), (7, 7), (39, 46), (400, 457)])
@pytest.mark.parametrize("level", [0.9, 0.95, 0.99])
def test_shares_as_scipy_has_them(successes: int, trials: int, level: float) -> None:
    reference = binomtest(successes, trials)
    for mine, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        found = mine(successes, trials, level)
        theirs = reference.proportion_ci(level, method)
        assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@DERANDOMIZED
@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_intervals_hold_the_estimate(counts: tuple[int, int]) -> None:
    for method in (wilson, clopper_pearson):
        found = method(*counts)
        assert 0 <= found.low <= found.estimate <= found.high <= 1
        assert found.low < found.high


@DERANDOMIZED
@given(st.integers(1, 50), st.floats(0, 1))
def test_wilson_takes_broken_sums(trials: int, share: float) -> None:
    found = wilson(share * trials, trials)
    assert found.low <= found.estimate <= found.high


@pytest.mark.parametrize(
    ("successes", "trials", "level"), [(0, 0, 0.95), (3, 2, 0.95), (1, 2, 1.0)]
)
def test_what_is_no_share_is_refused(successes: int, trials: int, level: float) -> None:
    with pytest.raises(InputError):
        wilson(successes, trials, level)


def test_bootstrap_is_the_known_interval_of_a_mean() -> None:
    values = np.random.default_rng(3).normal(5, 2, 400)
    found = bootstrap(values.tolist(), seed=1)
    half = 1.96 * values.std() / math.sqrt(400)
    assert found.estimate == pytest.approx(values.mean())
    assert found.low == pytest.approx(values.mean() - half, abs=0.02)
    assert found.high == pytest.approx(values.mean() + half, abs=0.02)


def test_bootstrap_follows_its_seed() -> None:
    values = [0.0, 1.0, 1.0, 0.5, 0.25]
    first = bootstrap(values, seed=1)
    assert first == bootstrap(values, seed=1)
    shares = [bootstrap(np.random.default_rng(n).random(30).tolist(), seed=n).low for n in (1, 2)]
    assert shares[0] != shares[1]


def test_bootstrap_of_other_statistics() -> None:
    found = bootstrap([1.0, 2.0, 9.0], lambda rows: np.median(rows, axis=1))
    assert found.estimate == 2.0 and found.low == 1.0 and found.high == 9.0


@DERANDOMIZED
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=12))
def test_bootstrap_stays_within_the_values(values: list[float]) -> None:
    found = bootstrap(values, resamples=200)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_large_sets_are_drawn_in_pieces() -> None:
    values = [0.0, 1.0] * 5_000
    assert bootstrap(values, resamples=450).estimate == 0.5


def test_paired_difference_uses_the_pairing() -> None:
    first = {f"p{n}": n / 100 + 0.1 for n in range(50)}
    second = {f"p{n}": n / 100 for n in reversed(range(50))}
    found = paired_difference(first, second)
    assert found.estimate == pytest.approx(0.1)
    # Problem by problem the gap is the same, so there is no spread left.
    assert found.high - found.low < 1e-9


def test_no_problem_is_dropped_in_silence() -> None:
    with pytest.raises(InputError, match="one method only"):
        paired_difference({"a": 1.0, "b": 0.0}, {"a": 1.0})
    with pytest.raises(InputError):
        bootstrap([])
