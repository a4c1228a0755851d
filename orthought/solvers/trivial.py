"""What is settled before a solver is asked: solver infinities, crossed bounds, no variables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from orthought.instance import BINARY, Floats, Instance
from orthought.solvers.evaluate import objective_value, row_activities
from orthought.solvers.job import INFINITE, Answer

TOLERANCE = 1e-9


def clean(instance: Instance) -> Instance:
    """Return the instance with infinities for huge bounds, binaries in [0, 1], noise uncrossed."""
    lower, upper = _open(instance.lower, instance.upper)
    row_lower, row_upper = _open(instance.row_lower, instance.row_upper)
    binary = instance.kinds == BINARY
    lower = np.where(binary, np.maximum(lower, 0.0), lower)
    upper = np.where(binary, np.minimum(upper, 1.0), upper)
    lower, row_lower = _uncross(lower, upper), _uncross(row_lower, row_upper)
    return replace(instance, lower=lower, upper=upper, row_lower=row_lower, row_upper=row_upper)


def _uncross(lower: Floats, upper: Floats) -> Floats:
    """Lower what stands above its upper side by rounding only, as 0.1 + 0.2 does above 0.3."""
    scale = np.maximum(1.0, np.where(np.isfinite(upper), np.abs(upper), 1.0))
    with np.errstate(invalid="ignore"):
        rounded = (lower > upper) & (lower - upper <= TOLERANCE * scale)
    return np.where(rounded, upper, lower)


def _open(lower: Floats, upper: Floats) -> tuple[Floats, Floats]:
    return np.where(lower <= -INFINITE, -np.inf, lower), np.where(upper >= INFINITE, np.inf, upper)


def settle_trivially(instance: Instance) -> Answer | None:
    """Answer an instance with crossed bounds or without variables; None where it needs a solver."""
    crossed = crossed_names(instance)
    if crossed:
        return Answer("infeasible", message=f"the bounds of {crossed[0]} leave no value")
    if instance.variable_count:
        return None
    activity = row_activities(instance, np.zeros(0))
    low, high = instance.row_lower - TOLERANCE, instance.row_upper + TOLERANCE
    objective = objective_value(instance, np.zeros(0))
    if not np.isfinite(objective) or not ((activity >= low) & (activity <= high)).all():
        return Answer("infeasible", message="a row without variables does not hold")
    return Answer(
        "optimal",
        "optimal",
        objective=objective,
        bound=objective,
        values=np.zeros(0),
        message="the instance has no variables",
    )


def crossed_names(instance: Instance) -> list[str]:
    """Return the names of variables and plain rows whose own bounds leave no value."""
    columns = instance.lower > instance.upper
    rows = instance.row_lower > instance.row_upper
    empty = np.diff(instance.row_starts) == 0
    empty[instance.quadratic_rows[instance.quadratic_rows >= 0]] = False
    empty[instance.nonlinear_rows[instance.nonlinear_rows >= 0]] = False
    rows |= empty & ((instance.row_lower > TOLERANCE) | (instance.row_upper < -TOLERANCE))
    for indicator in instance.indicators:
        rows[indicator.row] = False
    names = [instance.variable_names[k] for k in np.flatnonzero(columns)]
    return names + [instance.row_names[k] for k in np.flatnonzero(rows)]
