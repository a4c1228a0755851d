"""Differences under declared meanings: a point of one side that the other has no counterpart for.

The caller vouches for which variables mean the same. A point that is feasible in one instance is a
witness if the other, with the declared variables fixed to its values, is proven infeasible (or
cannot take its objective value). Where such points may be is guessed; that they are witnesses is
proven.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.mapping import absorb
from orthought.evaluation.equivalence.proof import Source, pulled_back
from orthought.evaluation.equivalence.region import Extreme, Region, snapped
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY, Affine, System, Terms
from orthought.solvers import verify

DIRECTIONS = 6
BOX = 1e-6
"""Half the width, relative, of what a declared continuous variable is fixed to."""


def compare_declared(case: Case) -> None:
    """Look for a witness in both directions."""
    if not case.declared or case.relation is not None:
        return
    pairs = _pairs(case)
    if not pairs:
        return
    back = {other: column for column, other in pairs.items()}
    for number, own in ((0, pairs), (1, back)):
        _search(case, number, own)
        if case.is_settled or case.clock.is_over:
            return


def _pairs(case: Case) -> dict[int, int]:
    first, second = case.tidy
    places = {name: column for column, name in enumerate(second.names)}
    return {
        column: places[case.meanings[name]]
        for column, name in enumerate(first.names)
        if case.meanings.get(name) in places
    }


@dataclass
class _Fixed:
    """The other instance with the declared variables fixed."""

    system: System
    region: Region
    pairs: dict[int, int]

    def ask(self, point: dict[int, float], terms: Terms, *, largest: bool) -> Extreme:
        for column, other in self.pairs.items():
            value = point[column]
            room = 0.0 if self.system.integer[other] and float(value).is_integer() else BOX
            room *= max(1.0, abs(value))
            low, high = self.system.lower[other], self.system.upper[other]
            if value - room > high or value + room < low:
                return Extreme("infeasible", -INFINITY)
            self.region.bound_column(other, max(low, value - room), min(high, value + room))
        found = (self.region.largest if largest else self.region.smallest)(terms)
        for other in self.pairs.values():
            self.region.bound_column(other, self.system.lower[other], self.system.upper[other])
        return found


def _search(case: Case, number: int, pairs: dict[int, int]) -> None:
    """Look for a point of instance `number` that the other has no counterpart for."""
    here, there = case.tidy[number], case.tidy[1 - number]
    source = case.source(here)
    fixed = _Fixed(there, Region(there, case.clock), pairs)
    instance = (case.first, case.second)[number]
    for candidate, row in _candidates(source, there, pairs):
        if case.clock.is_over or case.is_settled:
            return
        point = snapped(here, candidate)
        values = np.array([point[column] for column in range(len(here.names))])
        if not verify(instance, values, None).feasible:
            continue
        if fixed.ask(point, {}, largest=True).status == "infeasible":
            case.differ("declared meanings", _witness(here, number, point, row), scaled=True)
            return
        _compare_objective(case, number, point, fixed)


def _witness(system: System, number: int, point: dict[int, float], row: str) -> Witness:
    return Witness(
        kind="point",
        feasible_in="first" if number == 0 else "second",
        point={system.names[column]: value for column, value in sorted(point.items())},
        row=row,
    )


def _compare_objective(case: Case, number: int, point: dict[int, float], fixed: _Fixed) -> None:
    """Whether the other can take the point's objective value at the same declared values."""
    here, there = case.tidy[number], fixed.system
    if case.same is not None or not (here.has_linear_objective and there.has_linear_objective):
        return
    signs = [-1.0 if system.flipped else 1.0 for system in (here, there)]
    value = signs[0] * (sum(v * point[c] for c, v in here.cost.items()) + here.constant)
    ends = []
    for largest in (False, True):
        found = fixed.ask(point, there.cost, largest=largest)
        if found.status != "optimal":
            return
        ends.append(signs[1] * (found.bound + there.constant))
    low, high = sorted(ends)
    size = max(1.0, abs(value), abs(low), abs(high))
    rough = BOX * sum(abs(v) for v in there.cost.values()) * max(map(abs, point.values()))
    outside = max(low - value, value - high)
    if outside > 100 * case.options.margin * size + 10 * rough:
        witness = _witness(here, number, point, "objective")
        other = low if value < low else high
        sides = (value, other) if number == 0 else (other, value)
        update = {"kind": "objective", "first": sides[0], "second": sides[1]}
        case.differ("declared meanings", witness.model_copy(update=update), scaled=False)


def _candidates(
    source: Source, there: System, pairs: dict[int, int]
) -> Iterator[tuple[dict[int, float], str]]:
    """Yield feasible points of the source that may have no counterpart, with a reason."""
    mapping = {other: Affine(0.0, {column: 1.0}) for column, other in pairs.items()}
    known = set(pairs.values())
    goal = absorb(there, there.alive - known)
    for column in sorted(known & goal.alive):
        yield from _beyond(
            source, {column: 1.0}, goal.lower[column], goal.upper[column], goal, mapping,
            goal.names[column],
        )  # fmt: skip
    for row in goal.rows:
        if row.rest is None and row.terms.keys() <= known:
            yield from _beyond(source, row.terms, row.lower, row.upper, goal, mapping, row.name)
    for column, other in pairs.items():
        if there.integer[other] and not source.system.integer[column]:
            yield from _broken(source, column)
    yield from _extremes(source, pairs)


def _beyond(
    source: Source,
    terms: Terms,
    lower: float,
    upper: float,
    goal: System,
    mapping: dict[int, Affine],
    name: str,
) -> Iterator[tuple[dict[int, float], str]]:
    expression = pulled_back(terms, mapping)
    for limit, sign in ((upper, 1.0), (lower, -1.0)):
        if abs(limit) == INFINITY:
            continue
        turned = Affine(
            sign * expression.constant, {c: sign * v for c, v in expression.terms.items()}
        )
        found = source.most(turned, sign * limit)
        if found.point is not None:
            yield found.point, name


def _broken(source: Source, column: int) -> Iterator[tuple[dict[int, float], str]]:
    """A point with a fraction in a variable that is whole on the other side."""
    low = source.region.smallest({column: 1.0})
    high = source.region.largest({column: 1.0})
    ends = [
        low.value if low.value is not None else -10.0,
        high.value if high.value is not None else 10.0,
    ]
    for part in (0.5, 0.25, 0.9):
        whole = np.floor(ends[0] + part * (ends[1] - ends[0]))
        for base in (whole, whole - 1):
            source.region.restrict({column: 1.0}, base + 0.2, base + 0.8)
            found = source.region.largest({})
            source.region.release()
            if found.point is not None:
                yield found.point, source.system.names[column]
                return


def _extremes(source: Source, pairs: dict[int, int]) -> Iterator[tuple[dict[int, float], str]]:
    """Points at the ends of the objective and of directions drawn at random."""
    generator = random.Random(0)
    columns = sorted(pairs)
    directions = [source.system.cost, {c: -v for c, v in source.system.cost.items()}]
    for _ in range(DIRECTIONS):
        directions.append({column: generator.uniform(-1.0, 1.0) for column in columns})
    for direction in directions:
        found = source.region.largest(direction)
        if found.point is not None:
            yield found.point, ""
