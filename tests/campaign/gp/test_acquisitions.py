"""Acquisitions: against integrals, far in the tails, and their derivatives."""

from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from orthought.campaign.gp.acquisitions import (
    FAR,
    Acquisition,
    Pointwise,
    expected_improvement,
    log_expected_improvement,
    log_gain,
    probability_of_improvement,
)

KINDS: tuple[Pointwise, ...] = get_args(Pointwise)


@pytest.mark.parametrize(("mean", "deviation", "best"), [(1, 2, 0.5), (-1, 0.5, 0), (3, 1, -2)])
def test_expected_and_probable_improvement_are_their_integrals(
    mean: float, deviation: float, best: float
) -> None:
    arguments = np.array([[mean]], dtype=float), np.array([deviation]), np.array([best])
    gain = quad(lambda y: (y - best) * norm.pdf(y, mean, deviation), best, mean + 12 * deviation)[0]
    assert expected_improvement(*arguments)[0] == pytest.approx(gain, rel=1e-6)
    assert log_expected_improvement(*arguments)[0] == pytest.approx(math.log(gain), rel=1e-6)
    assert probability_of_improvement(*arguments)[0] == pytest.approx(
        norm.sf(best, mean, deviation)
    )


@given(z=st.floats(-30, 8))
@settings(derandomize=True, deadline=None)
def test_the_logarithm_agrees_where_the_improvement_can_be_computed(z: float) -> None:
    if z < 0:
        # The integral with the density at z taken out, so that nothing underflows.
        shifted = quad(lambda t: t * math.exp(-(t**2) / 2 + t * z), 0, 40)[0]
        expected = float(norm.logpdf(z)) + math.log(shifted)
    else:
        expected = math.log(norm.pdf(z) + z * norm.cdf(z))
    assert log_gain(np.array([z]))[0] == pytest.approx(expected, rel=1e-7, abs=1e-7)


def test_the_logarithm_is_smooth_and_finite_at_any_distance() -> None:
    z = np.array([-1e150, -1e10, -1e3, FAR - 1e-9, FAR + 1e-9, -5.0, -1.0, 0.0, 50.0])
    found = log_gain(z)
    assert np.isfinite(found[1:]).all()
    assert np.all(np.diff(found) > 0)
    assert found[4] - found[3] == pytest.approx(2e-9 * -FAR, rel=1e-2)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fantasies", [1, 3])
@pytest.mark.parametrize("best", [-1.0, 0.4, 30.0])
def test_slopes_are_those_of_finite_differences(
    kind: Pointwise, fantasies: int, best: float
) -> None:
    acquisition = Acquisition(kind, 1.5)
    mean, deviation = np.linspace(0.1, 0.5, fantasies), 0.7
    bests = np.full(fantasies, best)

    def value(means: np.ndarray, spread: float) -> float:
        return float(acquisition.values(means[None], np.array([spread]), bests)[0])

    slopes = acquisition.slopes(mean, deviation, bests)
    assert slopes.value == pytest.approx(value(mean, deviation))
    # The rounding of the difference, which is large where the value is.
    least = 1e-9 + 1e-9 * abs(slopes.value)
    for place, step in enumerate(1e-6 * np.eye(fantasies)):
        rise = (value(mean + step, deviation) - value(mean - step, deviation)) / 2e-6
        assert slopes.by_mean[place] == pytest.approx(rise, rel=1e-4, abs=least)
    rise = (value(mean, deviation + 1e-6) - value(mean, deviation - 1e-6)) / 2e-6
    assert slopes.by_deviation == pytest.approx(rise, rel=1e-4, abs=least)


@pytest.mark.parametrize("kind", ["ei", "ucb", "pi"])
def test_fantasies_are_averaged(kind: Pointwise) -> None:
    acquisition = Acquisition(kind)
    mean, deviation = np.array([[0.0, 1.0], [2.0, -1.0]]), np.array([0.5, 2.0])
    both = acquisition.values(mean, deviation, np.array([0.3, 0.6]))
    each = [
        acquisition.values(mean[:, [k]], deviation, np.array([best]))
        for k, best in enumerate((0.3, 0.6))
    ]
    assert both == pytest.approx(np.mean(each, axis=0))


def test_the_logarithm_of_averaged_fantasies_is_that_of_the_average() -> None:
    mean, deviation, best = np.array([[0.0, 1.0]]), np.array([0.5]), np.array([0.3, 0.6])
    plain = expected_improvement(mean, deviation, best)
    assert log_expected_improvement(mean, deviation, best) == pytest.approx(np.log(plain))


def test_more_exploration_prefers_what_is_less_known() -> None:
    mean, deviation, best = np.array([[1.0], [0.0]]), np.array([0.1, 1.0]), np.zeros(1)
    assert Acquisition("ucb", 0.1).values(mean, deviation, best).argmax() == 0
    assert Acquisition("ucb", 3.0).values(mean, deviation, best).argmax() == 1
