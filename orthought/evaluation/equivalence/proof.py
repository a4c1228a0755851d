"""Proof that a map takes the feasible points of one system to feasible points of another.

Every row of the target, written in the variables of the source, is maximised over the source. Where
the proven maximum stays within the row's side for all rows, the map holds for all points. The
points need no listing and the rows need no likeness.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from orthought.evaluation.equivalence.basics import activity, is_whole
from orthought.evaluation.equivalence.keys import Interner, Trees, scaled_row
from orthought.evaluation.equivalence.region import Clock, Region, snapped
from orthought.evaluation.equivalence.region import violation as violation_of
from orthought.evaluation.equivalence.system import (
    INFINITY,
    Affine,
    Row,
    System,
    Terms,
)

FEASIBLE = 1e-6
"""Scaled violation up to which a point counts as feasible."""
ROUNDING = 1e-9
State = Literal["holds", "violated", "open"]
Map = dict[int, Affine]
"""Variables of the target in terms of variables of the source."""


@dataclass(frozen=True)
class Finding:
    """Whether a map holds for all points, and where not."""

    state: State
    row: str = ""
    amount: float = 0.0
    point: dict[int, float] | None = None
    """Feasible in the source (variables of its core)."""


@dataclass
class Source:
    """A system whose feasible set is asked; its solver models are made when first needed."""

    system: System
    clock: Clock
    tolerance: float
    margin: float
    _region: Region | None = None
    _relaxed: Region | None = None
    _known: set[object] = field(default_factory=set)

    @property
    def region(self) -> Region:
        if self._region is None:
            self._region = Region(self.system, self.clock)
        return self._region

    @property
    def relaxed(self) -> Region:
        if self._relaxed is None:
            whole = not any(self.system.integer[column] for column in self.system.alive)
            self._relaxed = self.region if whole else Region(self.system, self.clock, relaxed=True)
        return self._relaxed

    @cached_property
    def is_empty(self) -> bool:
        """Whether no point was found in the region."""
        return self.system.infeasible or self.region.largest({}).point is None

    def has_row(self, row: Row) -> bool:
        """Whether the source has this very row or a tighter one of the same terms."""
        if not self._known:
            self._known = {("", None)}
            for own in self.system.rows:
                self._known.update(_half_keys(own))
        return all(key in self._known for key in _half_keys(row))

    def most(self, expression: Affine, limit: float, seconds: float = INFINITY) -> Finding:
        """Say whether expression <= limit holds on all points of the source."""
        allowed = limit - expression.constant
        most = allowed + slack(expression.terms, allowed, self.tolerance)
        if activity(self.system, expression.terms)[1] <= most:
            return Finding("holds")
        found = self.relaxed.largest(expression.terms, seconds)
        if found.bound > most and self.relaxed is not self.region:
            found = self.region.largest(expression.terms, seconds)
        if found.status == "infeasible":
            # The region has points: the solver contradicts itself.
            return Finding("open")
        if found.bound <= most:
            return Finding("holds")
        if found.status == "unbounded":
            return self._far_point(expression, allowed)
        return self._violated(found.point, expression, allowed)

    def _far_point(self, expression: Affine, allowed: float) -> Finding:
        """A point beyond the side where there is no largest value."""
        self.region.restrict(expression.terms, allowed + max(1.0, abs(allowed)), INFINITY)
        found = self.region.largest({})
        self.region.release()
        return self._violated(found.point, expression, allowed)

    def _violated(
        self, point: dict[int, float] | None, expression: Affine, allowed: float
    ) -> Finding:
        if point is None:
            return Finding("open")
        point = snapped(self.system, point)
        parts = [value * point[c] for c, value in expression.terms.items()]
        amount = sum(parts) - allowed
        clear = amount > self.margin * max([1.0, abs(allowed), *map(abs, parts)])
        if clear and violation_of(self.system, point) <= FEASIBLE:
            return Finding("violated", amount=amount, point=point)
        return Finding("open", amount=amount)


def slack(terms: Terms, limit: float, tolerance: float) -> float:
    """Return by how much a side may be passed by rounding alone.

    Measured against the smallest coefficient: a large one (a big M) must not hide what a small one
    says.
    """
    sizes = [abs(value) for value in terms.values()] or [1.0]
    return max(tolerance * min(1.0, *sizes), ROUNDING * max(1.0, abs(limit), *sizes))


def _half_keys(row: Row) -> Iterator[object]:
    """Yield a key for each finite side of the row."""
    colours = {column: column for column in row.terms}
    for lower, upper in ((row.lower, INFINITY), (-INFINITY, row.upper)):
        if lower > -INFINITY or upper < INFINITY:
            half = Row("", row.terms, lower, upper)
            yield scaled_row(half).signature(colours, _NO_TREES)[0]


_NO_TREES = Trees(None, Interner())  # type: ignore[arg-type]


def pulled_back(terms: Terms, mapping: Map) -> Affine:
    """Write an expression of the target in variables of the source."""
    return Affine(0.0, terms).with_replaced(mapping)


def check_map(source: Source, target: System, mapping: Map) -> Finding:
    """Say whether the map takes every feasible point of the source into the target."""
    if not _keeps_integrality(source.system, target, mapping):
        return Finding("open", row="integrality")
    if not _keeps_rest(source.system, target, mapping):
        return Finding("open", row="nonlinear")
    if source.is_empty:
        # Of no points everything holds, which says nothing.
        return Finding("open", row="infeasible")
    unsettled = Finding("holds")
    for row, expression in _conditions(source, target, mapping):
        finding = _check_condition(source, row, expression)
        if finding.state == "violated":
            return Finding("violated", row.name, finding.amount, finding.point)
        if finding.state == "open":
            unsettled = Finding("open", row.name, finding.amount)
        if source.clock.is_over:
            return Finding("open", row.name)
    return unsettled


def _conditions(source: Source, target: System, mapping: Map) -> Iterator[tuple[Row, Affine]]:
    """Yield the target's bounds and rows with their expressions, those not plainly held."""
    for column in target.columns:
        row = Row(target.names[column], {column: 1.0}, target.lower[column], target.upper[column])
        yield row, mapping[column]
    for row in target.rows:
        if row.rest is not None:
            continue
        expression = pulled_back(row.terms, mapping)
        shifted = Row(
            row.name,
            expression.terms,
            row.lower - expression.constant,
            row.upper - expression.constant,
        )
        if not (expression.terms and source.has_row(shifted)):
            yield row, expression


def _check_condition(source: Source, row: Row, expression: Affine) -> Finding:
    worst = Finding("holds")
    for limit, sign in ((row.upper, 1.0), (row.lower, -1.0)):
        if limit in (INFINITY, -INFINITY):
            continue
        turned = Affine(
            sign * expression.constant, {c: sign * v for c, v in expression.terms.items()}
        )
        finding = source.most(turned, sign * limit)
        if finding.state == "violated":
            return finding
        if finding.state == "open":
            worst = finding
    return worst


def _keeps_integrality(source: System, target: System, mapping: Map) -> bool:
    for column in target.alive:
        if not target.integer[column]:
            continue
        expression = mapping[column]
        if not is_whole(expression.constant):
            return False
        for other, value in expression.terms.items():
            if not source.integer[other] or not is_whole(value):
                return False
    return True


def _keeps_rest(source: System, target: System, mapping: Map) -> bool:
    """Whether all that is not linear in the target stands in the source too, under other names."""
    if target.is_linear or (target.cost_rest and not _has_rest_rows(target)):
        return True
    renaming = renamed(mapping)
    if renaming is None:
        return False
    intern = Interner()
    own = set(_rest_rows(source, {c: c for c in source.alive}, intern))
    return set(_rest_rows(target, renaming, intern)) <= own


def _has_rest_rows(system: System) -> bool:
    ordered = bool(system.instance.special_ordered_sets)
    return ordered or any(row.rest is not None for row in system.rows)


def renamed(mapping: Map) -> dict[int, int] | None:
    """Return the map as a renaming, None where it is more than that."""
    names = {}
    for column, expression in mapping.items():
        if expression.constant or list(expression.terms.values()) != [1.0]:
            return None
        (names[column],) = expression.terms
    return names


def _rest_rows(system: System, colours: dict[int, int], intern: Interner) -> Iterator[object]:
    from orthought.evaluation.equivalence.keys import ordered_keys

    trees = Trees(system.instance.graph, intern)
    for row in system.rows:
        if row.rest is not None:
            yield scaled_row(row).signature(colours, trees)[0]
    for key in ordered_keys(system, colours):
        yield ("set", key)
