"""An instance taken apart: rows as dictionaries, so that they can be reduced and compared.

The objective is kept as a minimisation; `flipped` remembers that it was a maximisation.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from orthought.instance import BINARY, CONTINUOUS, OBJECTIVE_ROW, ExpressionGraph, Instance

Terms = dict[int, float]
"""Coefficients by variable."""
INFINITY = math.inf


@dataclass(frozen=True)
class Affine:
    """A constant plus terms."""

    constant: float = 0.0
    terms: Terms = field(default_factory=dict)

    def with_replaced(self, known: dict[int, Affine]) -> Affine:
        """Put the known expressions in the place of their variables."""
        constant = self.constant
        terms: Terms = {}
        for column, value in self.terms.items():
            if column not in known:
                add_to(terms, column, value)
                continue
            constant += value * known[column].constant
            for other, factor in known[column].terms.items():
                add_to(terms, other, value * factor)
        return Affine(constant, without_zeros(terms))


@dataclass(frozen=True)
class Rest:
    """What of a row (or of the objective) is not linear."""

    quadratic: tuple[tuple[int, int, float], ...] = ()
    root: int = -1
    """Node of the instance's expression graph; -1: none."""
    switch: tuple[int, int] | None = None
    """Column and value under which the row binds."""

    def columns(self, graph: ExpressionGraph) -> set[int]:
        """Return the variables that occur."""
        found = {column for first, second, _ in self.quadratic for column in (first, second)}
        if self.switch:
            found.add(self.switch[0])
        return found | (_columns_below(graph, self.root) if self.root >= 0 else set())


@dataclass
class Row:
    """lower <= terms + rest <= upper."""

    name: str
    terms: Terms
    lower: float
    upper: float
    rest: Rest | None = None

    @property
    def is_equation(self) -> bool:
        return self.lower == self.upper

    @property
    def is_void(self) -> bool:
        """Whether the row says nothing."""
        return self.lower == -INFINITY and self.upper == INFINITY


@dataclass
class System:
    """The rows and columns of an instance; reductions work on it in place.

    `defined` holds the variables that were eliminated, in terms of those that are left (`alive`).
    """

    instance: Instance
    names: tuple[str, ...]
    lower: list[float]
    upper: list[float]
    integer: list[bool]
    cost: Terms
    constant: float
    cost_rest: Rest | None
    flipped: bool
    rows: list[Row]
    alive: set[int]
    pinned: frozenset[int]
    """Variables in parts that are not linear: they are never eliminated."""
    defined: dict[int, Affine] = field(default_factory=dict)
    infeasible: bool = False

    @classmethod
    def of(cls, instance: Instance) -> System:
        """Take an instance apart."""
        rests = _rests(instance)
        sign = -1.0 if instance.sense == "maximize" else 1.0
        binary = instance.kinds == BINARY
        pinned: set[int] = set()
        for rest in rests.values():
            pinned |= rest.columns(instance.graph)
        for ordered in instance.special_ordered_sets:
            pinned |= set(ordered.columns)
        costs = (sign * instance.objective).tolist()
        return cls(
            instance=instance,
            names=instance.variable_names,
            lower=np.where(binary, np.maximum(instance.lower, 0.0), instance.lower).tolist(),
            upper=np.where(binary, np.minimum(instance.upper, 1.0), instance.upper).tolist(),
            integer=(instance.kinds != CONTINUOUS).tolist(),
            cost={column: value for column, value in enumerate(costs) if value},
            constant=sign * instance.objective_constant,
            cost_rest=rests.get(OBJECTIVE_ROW),
            flipped=instance.sense == "maximize",
            rows=list(_rows(instance, rests)),
            alive=set(range(instance.variable_count)),
            pinned=frozenset(pinned),
        )

    def copy(self) -> System:
        """Return a copy whose reductions leave this one alone."""
        return replace(
            self,
            lower=list(self.lower),
            upper=list(self.upper),
            integer=list(self.integer),
            cost=dict(self.cost),
            rows=[replace(row, terms=dict(row.terms)) for row in self.rows],
            alive=set(self.alive),
            defined=dict(self.defined),
        )

    @property
    def is_linear(self) -> bool:
        """Whether rows, bounds and integrality say everything."""
        plain = self.cost_rest is None and not self.instance.special_ordered_sets
        return plain and all(row.rest is None for row in self.rows)

    @property
    def has_linear_objective(self) -> bool:
        return self.cost_rest is None

    @property
    def columns(self) -> list[int]:
        """The variables that are left, in order."""
        return sorted(self.alive)

    @property
    def is_integral(self) -> bool:
        return all(self.integer[column] for column in self.alive)


def add_to(terms: Terms, column: int, value: float) -> None:
    """Add a coefficient."""
    terms[column] = terms.get(column, 0.0) + value


def without_zeros(terms: Terms) -> Terms:
    """Drop what rounding left of coefficients that cancel."""
    largest = max((abs(value) for value in terms.values()), default=0.0)
    return {column: value for column, value in terms.items() if abs(value) > 1e-12 * largest}


def _rests(instance: Instance) -> dict[int, Rest]:
    rests: dict[int, Rest] = {}
    quadratic: dict[int, list[tuple[int, int, float]]] = {}
    for row, first, second, value in zip(
        instance.quadratic_rows.tolist(),
        instance.quadratic_first.tolist(),
        instance.quadratic_second.tolist(),
        instance.quadratic_values.tolist(),
        strict=True,
    ):
        if value:
            quadratic.setdefault(row, []).append((first, second, value))
    for row, triples in quadratic.items():
        rests[row] = Rest(quadratic=tuple(triples))
    roots = zip(instance.nonlinear_rows.tolist(), instance.nonlinear_roots.tolist(), strict=True)
    for row, root in roots:
        rests[row] = replace(rests.get(row, Rest()), root=root)
    for indicator in instance.indicators:
        switch = (indicator.column, indicator.active)
        rests[indicator.row] = replace(rests.get(indicator.row, Rest()), switch=switch)
    return rests


def _rows(instance: Instance, rests: dict[int, Rest]) -> Iterator[Row]:
    starts, columns = instance.row_starts.tolist(), instance.row_columns.tolist()
    values = instance.row_values.tolist()
    low, high = instance.row_lower.tolist(), instance.row_upper.tolist()
    for number, name in enumerate(instance.row_names):
        if low[number] == -INFINITY and high[number] == INFINITY:
            continue
        terms: Terms = {}
        for entry in range(starts[number], starts[number + 1]):
            add_to(terms, columns[entry], values[entry])
        yield Row(name, without_zeros(terms), low[number], high[number], rests.get(number))


def _columns_below(graph: ExpressionGraph, root: int) -> set[int]:
    from orthought.instance import Operator

    found: set[int] = set()
    seen, waiting = {root}, [root]
    while waiting:
        node = waiting.pop()
        arguments = graph.arguments[graph.starts[node] : graph.starts[node + 1]].tolist()
        if graph.operators[node] == Operator.VARIABLE:
            found.update(arguments)
            continue
        fresh = [argument for argument in arguments if argument not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return found
