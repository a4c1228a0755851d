"""One feasible set inside the other, and properly: when that alone proves that they differ.

Where all points of the one are points of the other under some map, not the other way round, and
both have the same dimension or name the same variables, an affine map onto would be one-to-one.
That is ruled out
- for finite sets, because the inner one has fewer points;
- for sets of integers and continuous variables, where an assignment of the integers is lost: every
  assignment is a connected piece of its own, and the inner set has fewer pieces;
- where the outer set is convex and the inner one is not.
"""

from __future__ import annotations

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.dimension import found_dimension, most_dimension
from orthought.evaluation.equivalence.gauge import plain_maps
from orthought.evaluation.equivalence.isomorphism import Pairs
from orthought.evaluation.equivalence.proof import Finding, Source, check_map
from orthought.evaluation.equivalence.proposals import proposals
from orthought.evaluation.equivalence.region import Region
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY

SECONDS = 6.0
MOST_COLUMNS = 150
MOST_NAMED = 2000
"""Where equal names make the map one-to-one, dimensions need not be found."""
TRIES = 3
"""Proposed maps that are looked at."""


def compare_nested(case: Case) -> None:
    """Differ because one feasible set is a proper part of the other."""
    first, second = case.tidy
    if case.relation is not None or not (first.is_linear and second.is_linear):
        return
    most = MOST_NAMED if case.same_names else MOST_COLUMNS
    if len(first.alive) != len(second.alive) or len(first.alive) > most:
        return
    with case.clock.within(SECONDS) as clock:
        tried = 0
        for pairs in proposals(first, second, clock):
            if len(pairs) < len(first.alive) or case.contradicts(first, second, pairs):
                continue
            tried += 1
            one, two = case.source(first), case.source(second)
            if tried > TRIES or clock.is_over or _decide(case, one, two, pairs):
                return


def _decide(case: Case, one: Source, two: Source, pairs: Pairs) -> bool:
    forth, back = plain_maps(pairs)
    there, home = check_map(one, two.system, forth), check_map(two, one.system, back)
    if there.state == "holds" and home.state != "holds":
        inner, outer, finding, number, inwards = one, two, home, 1, back
    elif home.state == "holds" and there.state != "holds":
        inner, outer, finding, number, inwards = two, one, there, 0, forth
    else:
        return False
    names = {c: next(iter(e.terms)) for c, e in inwards.items()}
    reason = _reason(inner, outer, finding, names)
    if not reason or not (case.same_names or _same_dimension(inner, outer)):
        return False
    point = finding.point or {}
    witness = Witness(
        kind="point",
        feasible_in=("first", "second")[number],
        point={outer.system.names[c]: value for c, value in sorted(point.items())},
        row=finding.row,
    )
    case.differ(reason, witness, scaled=True)
    return True


def _reason(inner: Source, outer: Source, finding: Finding, names: Pairs) -> str:
    """Return why no one-to-one affine map can take one set onto the other, empty: no reason.

    `names` gives the outer's variable for each of the inner's.
    """
    small, large = inner.system, outer.system
    whole = {c for c in large.alive if large.integer[c]}
    if finding.row == "integrality" and not whole:
        return "convexity" if _takes_two(inner) else ""
    if finding.state != "violated" or finding.point is None or not whole:
        return ""
    if not all(_is_bounded(outer, column) for column in whole):
        return ""
    if whole == large.alive and small.is_integral:
        return "fewer points"
    if {names[c] for c in small.alive if small.integer[c]} != whole:
        return ""
    return "fewer assignments" if _loses_assignment(inner, finding.point, names) else ""


def _takes_two(inner: Source) -> bool:
    """Whether some integer variable takes two values."""
    for column in inner.system.columns:
        if inner.system.integer[column]:
            low, high = inner.region.smallest({column: 1.0}), inner.region.largest({column: 1.0})
            if low.value is not None and high.value is not None and high.value - low.value > 0.5:
                return True
    return False


def _is_bounded(source: Source, column: int) -> bool:
    system = source.system
    if system.upper[column] - system.lower[column] < INFINITY:
        return True
    ends = source.relaxed.smallest({column: 1.0}), source.relaxed.largest({column: 1.0})
    return all(end.status == "optimal" for end in ends)


def _loses_assignment(inner: Source, point: dict[int, float], names: Pairs) -> bool:
    system = inner.system
    region = Region(system, inner.clock)
    for column in system.alive:
        if system.integer[column]:
            value = float(round(point[names[column]]))
            if not system.lower[column] <= value <= system.upper[column]:
                return True
            region.bound_column(column, value, value)
    return region.largest({}).status == "infeasible"


def _same_dimension(inner: Source, outer: Source) -> bool:
    """Whether the inner set has the largest dimension that the outer's equations allow."""
    most = most_dimension(outer.system)
    return found_dimension(inner, most) == most
