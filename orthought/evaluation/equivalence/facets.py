"""The facets of a polyhedron, and the range of the objective over each."""

from __future__ import annotations

from dataclasses import dataclass

from orthought.evaluation.equivalence.dimension import rank_of
from orthought.evaluation.equivalence.region import Clock, Region
from orthought.evaluation.equivalence.system import INFINITY, Row, System, Terms

MOST_ROWS = 300
NOTHING = 1e-8
SOMETHING = 1e-5
"""Between nothing and something a distance is too small to be told from rounding."""


Range = tuple[float, float]


@dataclass(frozen=True)
class Facets:
    """Dimension of a polyhedron and the smallest and largest cost on each of its facets."""

    dimension: int
    ranges: tuple[Range, ...]


def facets_of(system: System, clock: Clock) -> Facets | None:
    """Return the facets of a linear system without integers, None where rounding leaves a doubt."""
    halves, equations = _halves(system)
    if len(halves) > MOST_ROWS:
        return None
    spread = system.copy()
    for column in spread.alive:
        spread.lower[column], spread.upper[column] = -INFINITY, INFINITY
    spread.rows = [*(Row("", terms, -INFINITY, side) for terms, side in halves)]
    spread.rows += [Row("", terms, side, side) for terms, side in equations]
    region = Region(spread, clock)
    proper = _proper(region, halves, equations)
    if proper is None:
        return None
    kept = _irredundant(region, halves, proper)
    if kept is None:
        return None
    rank = rank_of(system, [terms for terms, _ in equations])
    ranges = []
    for number in kept:
        ends = _range_on(region, system, number, halves[number][1])
        if ends is None:
            return None
        ranges.append(ends)
    return Facets(len(system.alive) - rank, tuple(ranges))


def _halves(system: System) -> tuple[list[tuple[Terms, float]], list[tuple[Terms, float]]]:
    """Return all conditions as `terms <= side`, scaled, and the equations."""
    halves, equations = [], []
    rows = [({c: 1.0}, system.lower[c], system.upper[c]) for c in system.columns]
    rows += [(row.terms, row.lower, row.upper) for row in system.rows]
    for terms, low, high in rows:
        scale = max(map(abs, terms.values()), default=1.0)
        if low == high:
            equations.append(({c: v / scale for c, v in terms.items()}, low / scale))
            continue
        if high < INFINITY:
            halves.append(({c: v / scale for c, v in terms.items()}, high / scale))
        if low > -INFINITY:
            halves.append(({c: -v / scale for c, v in terms.items()}, -low / scale))
    return halves, equations


def _proper(
    region: Region, halves: list[tuple[Terms, float]], equations: list[tuple[Terms, float]]
) -> list[int] | None:
    """Return the conditions that are not met with equality everywhere; the rest are equations."""
    proper = []
    for number, (terms, side) in enumerate(halves):
        found = region.smallest(terms)
        if found.status not in ("optimal", "unbounded"):
            return None
        room = (side - found.bound) / max(1.0, abs(side))
        if NOTHING < room < SOMETHING:
            return None
        if room <= NOTHING:
            equations.append((terms, side))
        else:
            proper.append(number)
    return proper


def _irredundant(
    region: Region, halves: list[tuple[Terms, float]], proper: list[int]
) -> list[int] | None:
    kept = []
    for number in proper:
        terms, side = halves[number]
        region.set_row(number, -INFINITY, side + max(1.0, abs(side)))
        found = region.largest(terms)
        if found.status != "optimal":
            return None
        excess = (found.bound - side) / max(1.0, abs(side))
        if NOTHING < excess < SOMETHING:
            return None
        if excess > NOTHING:
            region.set_row(number, -INFINITY, side)
            kept.append(number)
        else:
            region.set_row(number, -INFINITY, INFINITY)
    return kept


def _range_on(
    region: Region, system: System, number: int, side: float
) -> tuple[float, float] | None:
    region.set_row(number, side, side)
    low, high = region.smallest(system.cost), region.largest(system.cost)
    region.set_row(number, -INFINITY, side)
    if any(end.status not in ("optimal", "unbounded") for end in (low, high)):
        return None
    return low.bound + system.constant, high.bound + system.constant
