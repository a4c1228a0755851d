"""From a proposal to a proof: leftover variables are put in terms of the others, then both ways.

Where both sides are used up the map is a one-to-one relation of the feasible sets. Where only one
side has variables left over, these are free of meaning for the other (its points are the image of a
projection), and a value for them that always works is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orthought.evaluation.equivalence.basics import substitute
from orthought.evaluation.equivalence.defining import RowIndex, is_solvable
from orthought.evaluation.equivalence.gauge import gauged_maps, plain_maps
from orthought.evaluation.equivalence.isomorphism import Pairs
from orthought.evaluation.equivalence.objective import Relation, objective_relation
from orthought.evaluation.equivalence.proof import (
    Finding,
    Map,
    Source,
    check_map,
    pulled_back,
)
from orthought.evaluation.equivalence.system import INFINITY, Affine, System

MOST_LEFTOVER = 8
"""Leftover variables of one equation among which one is chosen."""


@dataclass(frozen=True)
class Proven:
    """The feasible sets are the same under the maps."""

    relation: Relation
    forth: Map
    back: Map
    first: System
    second: System
    second_is_wider: bool = False
    """The second has variables that the first has nothing for; its points project onto the
    first's."""


@dataclass(frozen=True)
class Refuted:
    """This map does not hold: a point of one side that is none of the other, or open questions."""

    finding: Finding
    from_first: bool
    system: System


def absorb(system: System, leftover: set[int]) -> System:
    """Return the system with as many of the leftover variables as possible solved for."""
    core = system.copy()
    substitute(core, _fixed(core, leftover))
    index = RowIndex(core)
    # Equations with one leftover variable first: with more of them the choice is free.
    most = 1
    while leftover & core.alive and most <= MOST_LEFTOVER:
        most = 1 if _solve_rows(core, index, leftover, most) else most + 1
    core.rows = [row for row in core.rows if not row.is_void]
    return core


def _solve_rows(core: System, index: RowIndex, leftover: set[int], most: int) -> bool:
    """Solve equations that hold at most so many leftover variables; False: there were none."""
    changed = False
    for row in core.rows:
        if not row.is_equation or row.rest is not None:
            continue
        mine = [column for column in row.terms if column in leftover]
        fit = [column for column in mine if is_solvable(core, row, column)]
        if fit and len(mine) <= most:
            index.eliminate(row, fit[0])
            changed = True
    return changed


def _fixed(core: System, leftover: set[int]) -> dict[int, Affine]:
    return {
        column: Affine(core.lower[column])
        for column in leftover - core.pinned
        if core.lower[column] == core.upper[column]
    }


def prove(
    first: Source, second: Source, pairs: Pairs, scales: tuple[float, ...] = ()
) -> Proven | Refuted:
    """Try to prove that two systems are the same under a partial map of their variables."""
    one = _reduced(first, first.system.alive - pairs.keys())
    two = _reduced(second, second.system.alive - set(pairs.values()))
    left = one.system.alive - pairs.keys(), two.system.alive - set(pairs.values())
    if any(len(left[k]) > spare_variables(one.system, two.system)[k] for k in (0, 1)):
        return Refuted(Finding("open", row="variables left over"), True, one.system)
    plain = _prove_completed(one, two, plain_maps(pairs), left, scales)
    if isinstance(plain, Proven):
        return plain
    for scale in dict.fromkeys((1.0, *scales)):
        maps = gauged_maps(one.system, two.system, pairs, scale)
        if maps is not None:
            found = _prove_completed(one, two, maps, left, scales)
            if isinstance(found, Proven):
                return found
    return plain


def _prove_completed(
    one: Source,
    two: Source,
    maps: tuple[Map, Map],
    left: tuple[set[int], set[int]],
    scales: tuple[float, ...],
) -> Proven | Refuted:
    forth, back = maps
    if left[0]:
        back.update(_constants(one.system, left[0]))
    if left[1]:
        forth.update(_constants(two.system, left[1]))
    return _prove_maps(one, two, forth, back, scales, projected=(bool(left[0]), bool(left[1])))


def spare_variables(first: System, second: System) -> tuple[int, int]:
    """Return by how many variables each instance is the wider.

    A variable that is free in one and fixed in the other must not pass for one that only the first
    has: so many may be left over, and no more.
    """
    gap = first.instance.variable_count - second.instance.variable_count
    return max(0, gap), max(0, -gap)


def _reduced(source: Source, leftover: set[int]) -> Source:
    if not leftover:
        return source
    system = absorb(source.system, leftover)
    return Source(system, source.clock, source.tolerance, source.margin)


def _constants(system: System, leftover: set[int]) -> Map:
    """Guess a value for each variable with which no row can be hurt."""
    return {column: Affine(_harmless(system, column)) for column in leftover}


def _harmless(system: System, column: int) -> float:
    low, high = system.lower[column], system.upper[column]
    up = down = 0
    for row in system.rows:
        value = row.terms.get(column, 0.0)
        if value:
            up += (row.upper < INFINITY) if value > 0 else (row.lower > -INFINITY)
            down += (row.lower > -INFINITY) if value > 0 else (row.upper < INFINITY)
    preferred = (high, low) if up < down else (low, high)
    finite = [side for side in preferred if abs(side) < INFINITY]
    return finite[0] if finite else 0.0


def _prove_maps(
    one: Source,
    two: Source,
    forth: Map,
    back: Map,
    scales: tuple[float, ...],
    projected: tuple[bool, bool],
) -> Proven | Refuted:
    # Over a projection the objective must hold on the side with more variables: every point of the
    # other comes from one of its points.
    turned = projected[1]
    source, target, mapping = (two, one, back) if turned else (one, two, forth)
    relation = objective_relation(
        source, target.system, mapping, _scales(source.system, target.system, mapping, scales)
    )
    if isinstance(relation, Finding):
        return Refuted(relation, not turned, source.system)
    if turned:
        relation = Relation(1.0 / relation.scale, -relation.offset / relation.scale)
    for origin, goal, way, from_first in _ways(one, two, forth, back):
        finding = check_map(origin, goal.system, way)
        if finding.state != "holds":
            return Refuted(finding, from_first, origin.system)
    return Proven(relation, forth, back, one.system, two.system, turned)


def _ways(
    one: Source, two: Source, forth: Map, back: Map
) -> Iterator[tuple[Source, Source, Map, bool]]:
    yield one, two, forth, True
    yield two, one, back, False


def _scales(
    source: System, target: System, mapping: Map, given: tuple[float, ...]
) -> tuple[float, ...]:
    """Return the factors of the objective to try: one, that of the largest term, the given."""
    pulled = pulled_back(target.cost, mapping).terms
    found = [1.0]
    if source.cost:
        column = max(source.cost, key=lambda c: abs(source.cost[c]))
        ratio = pulled.get(column, 0.0) / source.cost[column]
        if ratio > 0:
            found.append(ratio)
    if source.cost_rest is not None:
        from orthought.evaluation.equivalence.keys import objective_scale

        found.insert(0, objective_scale(target) / objective_scale(source))
    found += [factor for scale in given if scale > 0 for factor in (scale, 1.0 / scale)]
    return tuple(dict.fromkeys(found))
