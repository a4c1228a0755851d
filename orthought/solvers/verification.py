"""Our own re-check of a point: rows, bounds, integrality, sets, indicators and the objective.

Nothing is rounded. A row's violation is divided by max(1, |limit|) of the side that is violated;
bounds of variables likewise; a row of tiny coefficients is first divided by the largest of them.
Where everything is whole (integer variables at whole values, whole coefficients) there is no
rounding to forgive, so the divisor ends at WHOLE_SCALE: one unit too much of 1e9 is a violation.
Integrality is the distance to the nearest whole number; a special ordered set's violation is the
largest value that should be zero. What is not a number (a logarithm of a negative value, an
overflow) violates without limit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from orthought.instance import BINARY, CONTINUOUS, Floats, Instance, SpecialOrderedSet
from orthought.outcome import Verification
from orthought.solvers.evaluate import evaluate
from orthought.solvers.scaling import row_sizes

OBJECTIVE_TOLERANCE = 1e-6
WHOLE_SCALE = 1e5
"""With the tolerance of rows, a tenth of a unit: no whole number slips through."""
MAX_NAMED = 5

Mask = NDArray[np.bool_]


def verify(
    instance: Instance, values: Sequence[float] | Floats, claimed_objective: float | None
) -> Verification:
    """Check a point (length n, in the order of the variables) and the objective claimed for it."""
    point = np.asarray(values, dtype=np.float64)
    if point.shape != (instance.variable_count,):
        raise ValueError(f"{point.size} values for {instance.variable_count} variables")
    # An overflow becomes an infinity, and that is a violation.
    with np.errstate(all="ignore"):
        return _verify(instance, point, claimed_objective)


def _verify(instance: Instance, point: Floats, claimed_objective: float | None) -> Verification:
    activities, objective = evaluate(instance, point)
    rows = row_violations(instance, activities, point)
    lower, upper = _domain(instance)
    bounds = side_violations(point, lower, upper, instance.kinds != CONTINUOUS)
    fractions = _fractions(instance, point)
    sets = [set_violation(ordered, point) for ordered in instance.special_ordered_sets]
    row_worst = float(max([rows.max(initial=0.0), *sets]))
    bound_worst, integer_worst = float(bounds.max(initial=0.0)), float(fractions.max(initial=0.0))
    fields = Verification.model_fields
    tolerance = float(fields["row_tolerance"].default)
    integer_tolerance = float(fields["integrality_tolerance"].default)
    return Verification(
        feasible=row_worst <= tolerance
        and bound_worst <= tolerance
        and integer_worst <= integer_tolerance,
        objective=objective if np.isfinite(objective) else None,
        objective_agrees=agrees(objective, claimed_objective),
        max_row_violation=row_worst,
        max_bound_violation=bound_worst,
        max_integrality_violation=integer_worst,
        worst=_worst(instance, rows / tolerance, bounds / tolerance, fractions / integer_tolerance)
        + tuple(
            ordered.name
            for ordered, violation in zip(instance.special_ordered_sets, sets, strict=True)
            if violation > tolerance
        )[:MAX_NAMED],
    )


def agrees(objective: float, claimed: float | None) -> bool:
    """Whether two objectives are equal within 1e-6 relative (absolute below 1)."""
    if claimed is None or not np.isfinite(objective) or not np.isfinite(claimed):
        return False
    return abs(objective - claimed) <= OBJECTIVE_TOLERANCE * max(1.0, abs(objective), abs(claimed))


def row_violations(instance: Instance, activities: Floats, point: Floats) -> Floats:
    """Return every row's scaled violation; rows whose indicator is off have none."""
    whole = _whole_rows(instance, point)
    # A row of tiny coefficients is measured as if its largest coefficient were one.
    sizes = row_sizes(instance)
    sides = (instance.row_lower / sizes, instance.row_upper / sizes)
    violations = side_violations(activities / sizes, *sides, whole)
    # Several indicators may switch one row: it binds as soon as one of them is on.
    switched = {i.row for i in instance.indicators}
    on = {i.row for i in instance.indicators if abs(point[i.column] - i.active) < 0.5}
    violations[list(switched - on)] = 0.0
    return violations


def _domain(instance: Instance) -> tuple[Floats, Floats]:
    """Return the variables' bounds; a binary has 0 and 1 whatever else it is given."""
    binary = instance.kinds == BINARY
    lower = np.where(binary, np.maximum(instance.lower, 0.0), instance.lower)
    return lower, np.where(binary, np.minimum(instance.upper, 1.0), instance.upper)


def _whole_rows(instance: Instance, point: Floats) -> Mask:
    """Return which rows are sums of whole multiples of integer variables at whole values."""
    with np.errstate(invalid="ignore"):
        columns = (instance.kinds != CONTINUOUS) & (point == np.round(point))
    values = instance.row_values
    fine = columns[instance.row_columns] & (values == np.round(values))
    broken = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))[~fine]
    whole = np.ones(instance.row_count, bool)
    for rows in (broken, instance.quadratic_rows, instance.nonlinear_rows):
        whole[rows[rows >= 0]] = False
    return whole


def side_violations(values: Floats, lower: Floats, upper: Floats, whole: Mask) -> Floats:
    """Return how far values lie outside their sides, divided by max(1, |side|).

    The divisor ends at WHOLE_SCALE where `whole` is set.
    """
    most = np.where(whole, WHOLE_SCALE, np.inf)
    low, high = (
        np.minimum(np.where(np.isfinite(side), np.abs(side), 1.0), most) for side in (lower, upper)
    )
    with np.errstate(invalid="ignore"):
        below = (lower - values) / np.maximum(1.0, low)
        above = (values - upper) / np.maximum(1.0, high)
        outside: Floats = np.maximum(np.maximum(below, above), 0.0)
    outside[~np.isfinite(values)] = np.inf
    return outside


def set_violation(ordered: SpecialOrderedSet, point: Floats) -> float:
    """Return the largest value that a special ordered set wants to be zero."""
    order = np.argsort(np.asarray(ordered.weights), kind="stable")
    sizes = np.abs(point[np.asarray(ordered.columns, dtype=np.int64)[order]])
    level = ordered.level
    if sizes.size <= level:
        return 0.0
    # Keep the window of `level` neighbours after whose removal the rest is smallest.
    before = np.concatenate([np.zeros(1), np.maximum.accumulate(sizes)])
    after = np.concatenate([np.maximum.accumulate(sizes[::-1])[::-1], np.zeros(1)])
    return float(np.maximum(before[: sizes.size - level + 1], after[level:]).min())


def _fractions(instance: Instance, point: Floats) -> Floats:
    with np.errstate(invalid="ignore"):
        distance = np.abs(point - np.round(point))
    distance[~np.isfinite(distance)] = np.inf
    return np.where(instance.kinds != CONTINUOUS, distance, 0.0)


def _worst(instance: Instance, rows: Floats, bounds: Floats, fractions: Floats) -> tuple[str, ...]:
    columns = np.maximum(bounds, fractions)
    sizes = np.concatenate([rows, columns])
    order = np.argsort(-sizes, kind="stable")[:MAX_NAMED]
    m = instance.row_count
    return tuple(
        instance.row_names[k] if k < m else instance.variable_names[k - m]
        for k in order.tolist()
        if sizes[k] > 1.0
    )
