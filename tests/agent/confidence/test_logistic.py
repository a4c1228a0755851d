"""The regression: known weights come back, separable answers stay finite, nonsense is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from orthought.agent.confidence.logistic import fit_logistic
from orthought.errors import InputError

TRUE = (0.4, np.array([1.2, -0.8, 0.0]))


def drawn(count: int, seed: int = 0) -> tuple[Any, Any]:
    generator = np.random.default_rng(seed)
    values = generator.standard_normal((count, 3))
    odds = TRUE[0] + values @ TRUE[1]
    return values, generator.random(count) < expit(odds)


@pytest.mark.covers("confidence-fit")
def test_known_weights_are_recovered() -> None:
    found = fit_logistic(*drawn(40_000), strength=1e-3)
    assert found.intercept == pytest.approx(TRUE[0], abs=0.05)
    assert found.weights == pytest.approx(TRUE[1], abs=0.05)


@pytest.mark.parametrize("strength", [0.5, 5.0, 50.0])
def test_the_weights_are_the_minimum_that_another_method_finds(strength: float) -> None:
    values, right = drawn(80, seed=3)

    def loss(point: Any) -> float:
        odds = point[0] + values @ point[1:]
        missed = np.log1p(np.exp(-np.where(right, odds, -odds))).sum()
        return float(missed + strength / 2 * (point[1:] ** 2).sum())

    reference = minimize(loss, np.zeros(4), method="Nelder-Mead",
                         options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 6000})  # fmt: skip
    found = fit_logistic(values, right, strength)
    assert (found.intercept, *found.weights) == pytest.approx(reference.x, abs=1e-4)


def test_the_mean_probability_is_the_share_right() -> None:
    values, right = drawn(90, seed=4)
    found = fit_logistic(values, right, strength=20.0)
    assert found.probabilities(values).mean() == pytest.approx(right.mean(), abs=1e-6)


@pytest.mark.covers("confidence-fit")
def test_separable_answers_give_finite_weights() -> None:
    values = np.repeat([[1.0], [-1.0]], 30, axis=0)
    found = fit_logistic(values, [True] * 30 + [False] * 30, strength=1.0)
    assert 1 < found.weights[0] < 20
    stated = found.probabilities(values)
    assert ((stated > 0) & (stated < 1)).all()


def test_a_stronger_penalty_gives_smaller_weights() -> None:
    values, right = drawn(200)
    sizes = [np.abs(fit_logistic(values, right, s).weights).sum() for s in (0.1, 1, 10, 100, 1e6)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < 1e-3


def test_a_sign_is_held() -> None:
    values, right = drawn(500)
    free = fit_logistic(values, right, 1.0)
    held = fit_logistic(values, right, 1.0, signs=(-1, -1, 1))
    assert free.weights[0] > 0
    assert held.weights[0] == 0
    assert held.weights[1] < 0
    assert held.weights[2] >= 0


@pytest.mark.parametrize("seed", range(6))
def test_weights_held_by_signs_are_the_minimum_within_bounds(seed: int) -> None:
    generator = np.random.default_rng(seed)
    values = generator.standard_normal((60, 6)) @ generator.standard_normal((6, 6))
    right = generator.random(60) < expit(values[:, 0] - values[:, 1])
    signs = generator.integers(-1, 2, 6).tolist()
    found = fit_logistic(values, right, 2.0, signs)

    def loss(point: Any) -> float:
        odds = point[0] + values @ point[1:]
        return float(np.logaddexp(0, np.where(right, -odds, odds)).sum() + point[1:] @ point[1:])

    limits = {-1: (None, 0.0), 0: (None, None), 1: (0.0, None)}
    reference = minimize(loss, np.zeros(7), method="L-BFGS-B",
                         bounds=[(None, None), *(limits[sign] for sign in signs)],
                         options={"ftol": 1e-15, "gtol": 1e-10, "maxfun": 10**5})  # fmt: skip
    mine = np.asarray([found.intercept, *found.weights])
    assert loss(mine) <= reference.fun + 1e-7
    assert mine == pytest.approx(reference.x, abs=2e-3)
    assert all(weight * sign >= 0 for weight, sign in zip(found.weights, signs, strict=True))


@pytest.mark.parametrize(
    ("values", "right", "strength", "message"),
    [
        ([[1.0], [2.0]], [True, True], 1.0, "all answers are right, or none"),
        ([[1.0], [2.0]], [False, False], 1.0, "all answers are right, or none"),
        ([[1.0]], [True, False], 1.0, "one row of features for each answer"),
        ([[float("nan")], [1.0]], [True, False], 1.0, "no number"),
        ([[1.0], [2.0]], [True, False], 0.0, "penalty of 0"),
        ([[1.0], [2.0]], [True, False], float("inf"), "penalty of inf"),
    ],
)
def test_what_cannot_be_fitted_is_refused(
    values: Any, right: Any, strength: float, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        fit_logistic(np.asarray(values), right, strength)
