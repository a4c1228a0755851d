"""The conditions of an instance one by one: sides of rows, bounds and integrality, by name."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from orthought.evaluation.mutants.sheet import Row, Sheet
from orthought.instance import CONTINUOUS, Instance

Terms = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Condition:
    """Sum of coefficient times column <= side; `terms` in the order of the columns' names."""

    name: str
    terms: Terms
    side: float

    @property
    def key(self) -> tuple[Terms, float]:
        """The same for conditions that differ in name or by a factor only."""
        scale = max((abs(value) for _, value in self.terms), default=1.0) or 1.0
        terms = tuple((name, round(value / scale, 12)) for name, value in self.terms)
        return terms, round(self.side / scale, 12)

    def as_objective(self, instance: Instance) -> Instance:
        """Return the instance with the left-hand side to be maximized."""
        place = {name: number for number, name in enumerate(instance.variable_names)}
        objective = np.zeros(instance.variable_count)
        for name, value in self.terms:
            objective[place[name]] += value
        linear = instance.quadratic_rows >= 0
        return replace(
            instance,
            sense="maximize",
            objective=objective,
            objective_constant=0.0,
            quadratic_rows=instance.quadratic_rows[linear],
            quadratic_first=instance.quadratic_first[linear],
            quadratic_second=instance.quadratic_second[linear],
            quadratic_values=instance.quadratic_values[linear],
        )

    def excess(self, activity: float) -> float:
        """Return by how much an activity is above the side, relative; negative: below."""
        largest = max((abs(value) for _, value in self.terms), default=1.0)
        return (activity - self.side) / max(1.0, largest, abs(self.side))


def conditions(instance: Instance) -> Iterator[Condition]:
    """Return every side of a row and every bound that is finite, as `<=`."""
    sheet = Sheet.of(instance)
    names = [column.name for column in sheet.columns]
    for row in sheet.rows:
        terms = tuple(sorted((names[c], value) for c, value in row.terms.items() if value))
        yield from _sides(f"row {row.name}", terms, row.lower, row.upper)
    for column in sheet.columns:
        low, high = column.lower, column.upper
        yield from _sides(f"bound of {column.name}", ((column.name, 1.0),), low, high)


def _sides(name: str, terms: Terms, low: float, high: float) -> Iterator[Condition]:
    if math.isfinite(high):
        yield Condition(name, terms, high)
    if math.isfinite(low):
        negated = tuple((column, -value) for column, value in terms)
        yield Condition(name, negated, -low)


def differing(outside: Instance, inside: Instance) -> list[Condition]:
    """Return the conditions of `outside` that `inside` does not hold word for word."""
    known = {condition.key for condition in conditions(inside)}
    return [condition for condition in conditions(outside) if condition.key not in known]


def integrality_lost(whole: Instance, loose: Instance) -> list[str]:
    """Return the names of columns that are whole in the first and continuous in the second."""
    kinds = dict(zip(loose.variable_names, loose.kinds.tolist(), strict=True))
    return [
        name
        for name, kind in zip(whole.variable_names, whole.kinds.tolist(), strict=True)
        if kind != CONTINUOUS and kinds[name] == CONTINUOUS
    ]


def implied_whole(instance: Instance) -> set[str]:
    """Return the names of columns that equations over whole columns make whole."""
    sheet = Sheet.of(instance)
    whole = {k for k, column in enumerate(sheet.columns) if column.kind != CONTINUOUS}
    found: set[int] = set()
    equations = [row for row in sheet.rows if row.is_equality and row.terms]
    for _ in range(len(sheet.columns)):
        new = {
            column
            for row in equations
            for column in set(row.terms) - whole - found
            if _makes_whole(row, column, whole | found)
        }
        if not new:
            break
        found |= new
    return {sheet.columns[column].name for column in found}


def _makes_whole(row: Row, column: int, whole: set[int]) -> bool:
    others = {other: value for other, value in row.terms.items() if other != column}
    ratios = [value / row.terms[column] for value in (row.upper, *others.values())]
    return set(others) <= whole and all(ratio == round(ratio) for ratio in ratios)
