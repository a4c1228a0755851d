"""How many points of integers take each value: what a one-to-one affine map keeps.

Between sets of equal dimension an affine map onto is one-to-one. Then integer sets have as many
points at or below each value of the objective. Sets of other dimensions are left alone.
"""

from __future__ import annotations

import numpy as np

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.dimension import has_full_dimension, most_dimension
from orthought.evaluation.equivalence.ends import cost_ends, fixes_scale, likely_scale
from orthought.evaluation.equivalence.listing import (
    Array,
    Points,
    boxed,
    can_list,
    list_points,
)
from orthought.evaluation.equivalence.region import Clock
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY

LEVELS = (0.02, 0.1, 0.4)
"""Parts of the way from the best to the worst value up to which points are listed."""
STEPS = (0.01, 0.05, 0.2)
"""The same in parts of the best value, where there is no worst one."""
SECONDS = 5.0


def compare_points(case: Case) -> None:
    """Differ in the number of points, or in what these cost."""
    if case.relation is not None or not all(map(can_list, case.cores)):
        return
    with case.clock.within(SECONDS) as clock:
        for limits in _limits(case):
            if clock.is_over or case.is_settled or not _compare_below(case, clock, limits):
                return


def _compare_below(case: Case, clock: Clock, limits: tuple[float, float]) -> bool:
    """Compare the points up to the limits; False where there are too many."""
    listed = []
    for system, limit in zip(case.cores, limits, strict=True):
        source = case.source(system)
        if limit < INFINITY and system.cost:
            source.relaxed.restrict(system.cost, -INFINITY, limit - system.constant)
        box = boxed(source, system, system.columns)
        source.relaxed.release()
        found = list_points(box, case.options.enumerate_up_to, clock, limit)
        if found is None:
            return False
        listed.append(found)
    if _same_dimension(case, listed, whole=limits[0] == INFINITY):
        _compare_lists(case, *listed, whole=limits[0] == INFINITY)
    return True


def _limits(case: Case) -> list[tuple[float, float]]:
    scale = likely_scale(case)
    found: list[tuple[float, float]] = []
    best, worst = cost_ends(case)[0]
    if scale is not None and best is not None:
        way = None if worst is None else worst - best
        ways = [level * way for level in LEVELS] if way else []
        ways = ways or [step * max(1.0, abs(best)) for step in STEPS]
        # Between two values, so that rounding moves no point over the limit.
        limits = [best + way * 1.000123 + 1e-5 for way in ways]
        found = [(limit, limit * scale) for limit in limits]
    return [*found, (INFINITY, INFINITY)]


def _same_dimension(case: Case, listed: list[Points], *, whole: bool) -> bool:
    """Whether the feasible sets (not only the points up to a limit) have one dimension."""
    if case.same_names:
        return True
    if whole:
        return listed[0].dimension == listed[1].dimension
    most = [most_dimension(system) for system in case.cores]
    if most[0] != most[1]:
        return False
    return all(
        points.dimension == most[0] or has_full_dimension(case.source(system))
        for points, system in zip(listed, case.cores, strict=True)
    )


def _compare_lists(case: Case, first: Points, second: Points, *, whole: bool) -> None:
    if len(first.costs) != len(second.costs):
        witness = Witness(kind="count", first=len(first.costs), second=len(second.costs))
        case.differ("number of points", witness, scaled=whole or fixes_scale(case))
        return
    if not len(first.costs):
        return
    if case.same is None and case.raw[0].flipped == case.raw[1].flipped:
        _compare_costs(case, first.costs, second.costs, scaled=False)
    if case.scaled is None and whole:
        sizes = float(np.abs(first.costs).max()), float(np.abs(second.costs).max())
        if min(sizes) > 1e-3:
            factor = sizes[1] / sizes[0]
            _compare_costs(case, first.costs * factor, second.costs, scaled=True)


def _compare_costs(case: Case, first: Array, second: Array, *, scaled: bool) -> None:
    size = max(1.0, float(np.abs(first).max()))
    worst = int(np.abs(first - second).argmax())
    if abs(first[worst] - second[worst]) <= 10 * case.options.margin * size:
        return
    witness = Witness(kind="count", first=float(first[worst]), second=float(second[worst]))
    if scaled:
        case.scaled, case.method_scaled = "different", "values of the points"
        case.witness = case.witness or witness
    else:
        case.differ("values of the points", witness, scaled=False)
