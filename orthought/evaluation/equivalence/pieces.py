"""The pieces of a feasible set, one for each assignment of its integers, and their facets.

Every piece is a polyhedron and no two touch, so an affine map that is one-to-one takes pieces to
pieces, facets to facets, and keeps the range of the objective over each. A linear program has one
piece.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import islice, product

import numpy as np

from orthought.evaluation.equivalence.basics import substitute
from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.dimension import has_full_dimension, most_dimension
from orthought.evaluation.equivalence.ends import fixes_scale, likely_scale
from orthought.evaluation.equivalence.facets import Facets, Range, facets_of
from orthought.evaluation.equivalence.listing import boxed
from orthought.evaluation.equivalence.region import Region
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY, Affine, System

SECONDS = 6.0
MOST_ASSIGNMENTS = 256
MOST_PIECES = 64
WINDOW = 40
"""Values of one integer variable that are looked at."""


@dataclass
class Pieces:
    """What is known of all pieces of one feasible set."""

    count: int = 0
    costs: list[Range] = field(default_factory=list)
    """Smallest and largest cost over each piece."""
    facets: list[Facets | None] = field(default_factory=list)
    """None where rounding leaves a doubt."""
    sure: bool = True
    """Whether the solver gave an answer for every assignment that was looked at."""
    complete: bool = False
    """Whether these are all pieces."""


def compare_pieces(case: Case) -> None:
    """Differ in the pieces of the feasible sets or in the facets of these."""
    first, second = case.cores
    plain = first.is_linear and second.is_linear and not (first.infeasible or second.infeasible)
    if case.relation is not None or not plain or not first.alive or not second.alive:
        return
    if first.is_integral or second.is_integral:
        return
    with case.clock.within(SECONDS):
        one, two = pieces_of(case, first), pieces_of(case, second)
        fewest = [found.count for found in (one, two) if found.complete]
        if fewest and _same_dimension(case, one, two):
            _compare(case, one, two)


def _same_dimension(case: Case, one: Pieces, two: Pieces) -> bool:
    first, second = case.cores
    if case.same_names:
        return True
    if one.count == two.count == 1 and one.complete and one.facets[0] and two.facets[0]:
        return one.facets[0].dimension == two.facets[0].dimension
    if most_dimension(first) != most_dimension(second):
        return False
    return all(has_full_dimension(case.source(system)) for system in case.cores)


def pieces_of(case: Case, core: System) -> Pieces:
    """Return the pieces of a linear system, not all of them where there are many."""
    integers = [column for column in core.columns if core.integer[column]]
    system = boxed(case.source(core), core, integers)
    lows = [_start(system, column) for column in integers]
    widths = [system.upper[c] - low for c, low in zip(integers, lows, strict=True)]
    ranges = [
        range(int(low), int(low + min(width, WINDOW)) + 1)
        for low, width in zip(lows, widths, strict=True)
    ]
    region, found = Region(system, case.clock, relaxed=True), Pieces()
    for values in islice(product(*ranges), MOST_ASSIGNMENTS):
        if found.count > MOST_PIECES or case.clock.is_over:
            return found
        _look_at(case, core, region, dict(zip(integers, map(float, values), strict=True)), found)
    every = math.prod(len(values) for values in ranges) <= MOST_ASSIGNMENTS
    inside = all(system.lower[c] > -INFINITY for c in integers) and max(widths, default=0) <= WINDOW
    found.complete = every and inside and found.sure
    return found


def _start(system: System, column: int) -> float:
    low, high = system.lower[column], system.upper[column]
    if low > -INFINITY:
        return low
    return high - WINDOW if high < INFINITY else -WINDOW / 2


def _look_at(
    case: Case, core: System, region: Region, values: dict[int, float], found: Pieces
) -> None:
    """Take in the piece of an assignment, if it has one."""
    for column, value in values.items():
        region.bound_column(column, value, value)
    low, high = region.smallest(core.cost), region.largest(core.cost)
    if low.status == high.status == "infeasible":
        return
    if any(end.status not in ("optimal", "unbounded") for end in (low, high)):
        found.sure = False
        return
    found.count += 1
    found.costs.append((low.bound + core.constant, high.bound + core.constant))
    if found.count <= MOST_PIECES:
        found.facets.append(facets_of(_piece(core, values), case.clock))


def _piece(core: System, values: dict[int, float]) -> System:
    piece = core.copy()
    substitute(piece, {column: Affine(value) for column, value in values.items()})
    return piece


def _compare(case: Case, one: Pieces, two: Pieces) -> None:
    if not (one.complete and two.complete):
        whole, part = (one, two) if one.complete else (two, one)
        if part.count > whole.count:
            witness = Witness(kind="shape", first=one.count, second=two.count)
            case.differ("number of pieces", witness, scaled=True)
        return
    if one.count != two.count:
        witness = Witness(kind="shape", first=one.count, second=two.count)
        case.differ("number of pieces", witness, scaled=True)
        return
    known = all(one.facets) and all(two.facets)
    mine, theirs = ([facets for facets in p.facets if facets] for p in (one, two))
    counts = [sorted((len(f.ranges), f.dimension) for f in found) for found in (mine, theirs)]
    if known and counts[0] != counts[1]:
        totals = [sum(count for count, _ in found) for found in counts]
        witness = Witness(kind="shape", first=totals[0], second=totals[1])
        case.differ("number of facets", witness, scaled=True)
        return
    lists = [(one.costs, two.costs)]
    if known:
        lists.append(
            tuple([ends for f in found for ends in f.ranges] for found in (mine, theirs))  # type: ignore[arg-type]
        )
    same_sense = case.cores[0].flipped == case.cores[1].flipped
    for first, second in lists:
        if case.same is None and same_sense:
            _compare_ranges(case, first, second, 1.0, scaled=fixes_scale(case))
        scale = likely_scale(case)
        if case.same is not None and case.scaled is None and scale and fixes_scale(case):
            _compare_ranges(case, first, second, scale, scaled=True)


def _compare_ranges(
    case: Case, one: list[Range], two: list[Range], scale: float, *, scaled: bool
) -> None:
    """Compare the ends of the objective over the parts, each end as a sorted list."""
    for end in (0, 1):
        mine = np.sort([scale * ends[end] for ends in one]).tolist()
        theirs = np.sort([ends[end] for ends in two]).tolist()
        for first, second in zip(mine, theirs, strict=True):
            if first == second:
                continue
            size = max(1.0, abs(first), abs(second))
            if size == INFINITY or abs(first - second) > 10 * case.options.margin * size:
                witness = Witness(kind="shape", first=first, second=second)
                if case.same is not None:
                    case.scaled, case.method_scaled = "different", "costs of pieces or facets"
                else:
                    case.differ("costs of pieces or facets", witness, scaled=scaled)
                return
