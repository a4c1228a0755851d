"""A normal form of a core: implied rows gone, variables in a unit and direction of their own.

Every variable is counted from its lower bound, in the direction in which the objective rises, and a
continuous one in units of the objective. So differences of unit, direction and zero point vanish
before structures are compared. Each step is an affine map that can be undone.
"""

from __future__ import annotations

from orthought.evaluation.equivalence.basics import substitute
from orthought.evaluation.equivalence.region import Clock, Region
from orthought.evaluation.equivalence.system import INFINITY, Affine, System

MOST_ROWS = 400
IMPLIED = 1e-9


def normal_form(core: System, clock: Clock) -> System:
    """Return the normal form of a core; the argument is left alone."""
    form = core.copy()
    if not form.infeasible:
        drop_redundant(form, clock)
    known = {}
    for column in form.columns:
        unit = None if column in form.pinned else change_unit(form, column)
        if unit is not None:
            known[column] = unit
    # The numbers of the variables are kept; from here on they stand for the new ones.
    substitute(form, known)
    form.alive |= known.keys()
    return form


def drop_redundant(form: System, clock: Clock) -> None:
    """Drop sides of rows that the other rows and the bounds imply, one after the other."""
    linear = [row for row in form.rows if row.rest is None]
    if len(linear) > MOST_ROWS:
        return
    region = Region(form, clock, relaxed=True)
    if region.largest({}).point is None:
        return
    for number, row in enumerate(linear):
        if row.is_equation or clock.is_over:
            continue
        low, high = row.lower, row.upper
        if high < INFINITY:
            region.set_row(number, low, INFINITY)
            found = region.largest(row.terms)
            implied = found.status == "optimal" and found.bound <= high + _slack(high)
            row.upper = INFINITY if implied else high
            region.set_row(number, low, row.upper)
        if low > -INFINITY:
            region.set_row(number, -INFINITY, row.upper)
            found = region.smallest(row.terms)
            implied = found.status == "optimal" and found.bound >= low - _slack(low)
            row.lower = -INFINITY if implied else low
            region.set_row(number, row.lower, row.upper)
    form.rows = [row for row in form.rows if row.lower > -INFINITY or row.upper < INFINITY]


def _slack(side: float) -> float:
    return IMPLIED * max(1.0, abs(side))


def change_unit(form: System, column: int) -> Affine | None:
    """Count a variable from its bound, upwards in the objective and in the objective's units.

    Sets the new bounds and returns the old variable in terms of the new; None: nothing to change.
    """
    low, high = form.lower[column], form.upper[column]
    cost = form.cost.get(column, 0.0)
    factor = -1.0 if cost < 0 or (not cost and low == -INFINITY and high < INFINITY) else 1.0
    if not form.integer[column]:
        if cost:
            factor /= abs(cost)
        elif 0.0 < high - low < INFINITY:
            factor *= high - low
    start = low if factor > 0 else high
    start = 0.0 if abs(start) == INFINITY else start
    if factor == 1.0 and start == 0.0:
        return None
    ends = sorted(((low - start) / factor, (high - start) / factor))
    form.lower[column], form.upper[column] = ends
    return Affine(start, {column: factor})
