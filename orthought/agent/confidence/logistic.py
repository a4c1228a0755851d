"""Logistic regression with a penalty on the squared weights, for few answers.

The intercept is not penalised, so the mean probability of the fitted answers is their share right.
The penalty keeps the weights finite where the answers can be told apart without a mistake.

Source: le Cessie and van Houwelingen (1992), J. R. Stat. Soc. C 41, 191.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orthought.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STEPS: Final = 100
NEAR: Final = 1e-10


@dataclass(frozen=True)
class Logistic:
    """Weights of standardised features, in log-odds."""

    intercept: float
    weights: tuple[float, ...]

    def probabilities(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the probability of each row of an array of shape (answers, features)."""
        import numpy as np
        from scipy.special import expit

        found: NDArray[Any] = expit(self.intercept + values @ np.asarray(self.weights))
        return found


def fit_logistic(
    values: NDArray[Any],
    right: Sequence[bool] | NDArray[Any],
    strength: float,
    signs: Sequence[int] | None = None,
) -> Logistic:
    """Return the weights that minimise the log loss plus strength / 2 times their squares.

    Args:
        values: standardised features, shape (answers, features).
        right: whether each answer is right.
        strength: of the penalty, above 0.
        signs: of each weight: -1 at most 0, 1 at least 0, 0 free; all free where None.

    Raises:
        InputError: all answers are right or none is (the intercept would have no end), the shapes
            do not fit, a value is no number, or the strength is not above 0.
    """
    import numpy as np

    outcome = np.asarray(right, dtype=float)
    _check(values, outcome, strength)
    count = values.shape[1]
    task = _Task(
        np.column_stack([np.ones(outcome.size), values]),
        outcome,
        np.asarray([0.0] + [strength] * count),
        np.asarray([0, *(signs or [0] * count)]),
    )
    found = _descend(task)
    return Logistic(float(found[0]), tuple(map(float, found[1:])))


@dataclass(frozen=True)
class _Task:
    """What is minimised; the first column and the first weight are the intercept's."""

    values: NDArray[Any]
    outcome: NDArray[Any]
    penalty: NDArray[Any]
    signs: NDArray[Any]

    def loss(self, point: NDArray[Any]) -> float:
        import numpy as np

        odds = self.values @ point
        missed = np.logaddexp(0, odds).sum() - self.outcome @ odds
        return float(missed + (self.penalty * point) @ point / 2)

    def slopes(self, point: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return gradient and matrix of second derivatives."""
        import numpy as np
        from scipy.special import expit

        stated = expit(self.values @ point)
        gradient = self.values.T @ (stated - self.outcome) + self.penalty * point
        spread = self.values * (stated * (1 - stated))[:, None]
        return gradient, spread.T @ self.values + np.diag(self.penalty)

    def allowed(self, point: NDArray[Any]) -> NDArray[Any]:
        """Return the point with weights of a forbidden sign set to 0."""
        import numpy as np

        found: NDArray[Any] = np.where(self.signs * point < 0, 0.0, point)
        return found


def _descend(task: _Task) -> NDArray[Any]:
    """Return the minimum, by Newton's steps over the weights that no sign holds back.

    Source: Bertsekas (1982), SIAM J. Control Optim. 20, 221.
    """
    import numpy as np

    share = float(task.outcome.mean())
    point = np.zeros(task.penalty.size)
    point[0] = math.log(share / (1 - share))
    loss = task.loss(point)
    for _ in range(MOST_STEPS):
        gradient, curvature = task.slopes(point)
        free = ~((task.signs != 0) & (point == 0) & (task.signs * gradient >= 0))
        if np.abs(gradient[free]).max() < NEAR * task.outcome.size:
            break
        step = np.zeros(point.size)
        step[free] = np.linalg.solve(curvature[np.ix_(free, free)], gradient[free])
        length = 1.0
        while length > NEAR:
            tried = task.allowed(point - length * step)
            if (lower := task.loss(tried)) < loss:
                point, loss = tried, lower
                break
            length /= 2
        else:
            break
    return point


def _check(values: NDArray[Any], outcome: NDArray[Any], strength: float) -> None:
    import numpy as np

    if values.ndim != 2 or values.shape[0] != outcome.size:
        raise InputError("there must be one row of features for each answer")
    if not np.isfinite(values).all():
        raise InputError("a feature is no number")
    if not 0 < strength < math.inf:
        raise InputError(f"a penalty of {strength:g} is none", fix="use a strength above 0")
    if not 0 < outcome.sum() < outcome.size:
        raise InputError(
            "all answers are right, or none: nothing can be fitted",
            fix="fit on more problems, with right and wrong answers among them",
        )
