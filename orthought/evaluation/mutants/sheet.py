"""A sheet: an instance as mutable columns and rows, for edits that would be clumsy on arrays."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from orthought.errors import InputError
from orthought.instance import CONTINUOUS, OBJECTIVE_ROW, Instance

INFINITE = math.inf


@dataclass
class Column:
    """A variable: name, bounds, kind (of `orthought.instance`) and objective coefficient."""

    name: str
    lower: float = 0.0
    upper: float = INFINITE
    kind: int = CONTINUOUS
    cost: float = 0.0


@dataclass
class Row:
    """lower <= sum of coefficient times column <= upper; `terms` maps column to coefficient."""

    name: str
    lower: float
    upper: float
    terms: dict[int, float]

    @property
    def is_equality(self) -> bool:
        return self.lower == self.upper

    @property
    def is_one_sided(self) -> bool:
        return math.isinf(self.lower) != math.isinf(self.upper)

    def scaled(self, factor: float, name: str | None = None) -> Row:
        """Return the row times a factor that is not zero; a negative one swaps the sides."""
        sides = self.lower * factor, self.upper * factor
        terms = {column: value * factor for column, value in self.terms.items()}
        return Row(name or self.name, min(sides), max(sides), terms)


@dataclass
class Sheet:
    """Columns and rows with linear terms; of quadratic terms only those of the objective."""

    name: str
    sense: Literal["minimize", "maximize"]
    constant: float
    columns: list[Column]
    rows: list[Row]
    quadratic: dict[tuple[int, int], float] = field(default_factory=dict)
    factor: float = 1.0
    """What the objective was multiplied with by edits that say so."""

    @classmethod
    def of(cls, instance: Instance) -> Sheet:
        """Return the sheet of an instance.

        Raises:
            InputError: the instance has nonlinear terms, quadratic rows, special ordered sets or
                indicators.
        """
        if not is_plain(instance):
            raise InputError(f"{instance.name!r:.80} holds more than linear rows")
        columns = [
            Column(name, float(low), float(high), int(kind), float(cost))
            for name, low, high, kind, cost in zip(
                instance.variable_names,
                instance.lower,
                instance.upper,
                instance.kinds,
                instance.objective,
                strict=True,
            )
        ]
        rows = [_row(instance, number) for number in range(instance.row_count)]
        pairs = zip(
            instance.quadratic_first.tolist(), instance.quadratic_second.tolist(), strict=True
        )
        quadratic = dict(zip(pairs, instance.quadratic_values.tolist(), strict=True))
        return cls(
            instance.name, instance.sense, instance.objective_constant, columns, rows, quadratic
        )

    def instance(self) -> Instance:
        """Return the instance of the sheet."""
        counts = [len(row.terms) for row in self.rows]
        flat = [term for row in self.rows for term in sorted(row.terms.items())]
        triples = sorted(self.quadratic.items())
        return Instance(
            name=self.name,
            sense=self.sense,
            variable_names=tuple(column.name for column in self.columns),
            lower=np.array([column.lower for column in self.columns], float),
            upper=np.array([column.upper for column in self.columns], float),
            kinds=np.array([column.kind for column in self.columns], np.uint8),
            objective=np.array([column.cost for column in self.columns], float),
            objective_constant=self.constant,
            row_names=tuple(row.name for row in self.rows),
            row_lower=np.array([row.lower for row in self.rows], float),
            row_upper=np.array([row.upper for row in self.rows], float),
            row_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            row_columns=np.array([column for column, _ in flat], np.int32),
            row_values=np.array([value for _, value in flat], float),
            quadratic_rows=np.full(len(triples), OBJECTIVE_ROW, np.int32),
            quadratic_first=np.array([pair[0] for pair, _ in triples], np.int32),
            quadratic_second=np.array([pair[1] for pair, _ in triples], np.int32),
            quadratic_values=np.array([value for _, value in triples], float),
        )

    def add_column(self, column: Column) -> int:
        """Append a column under a name that is free; return its number."""
        taken = {other.name for other in self.columns}
        while column.name in taken:
            column.name += "_"
        self.columns.append(column)
        return len(self.columns) - 1

    def without_columns(self, gone: set[int]) -> None:
        """Remove columns (as if they were zero) and renumber the others."""
        kept = [number for number in range(len(self.columns)) if number not in gone]
        place = {old: new for new, old in enumerate(kept)}
        self.columns = [self.columns[number] for number in kept]
        for row in self.rows:
            row.terms = {place[c]: value for c, value in row.terms.items() if c in place}
        self.quadratic = {
            (place[i], place[j]): value
            for (i, j), value in self.quadratic.items()
            if i in place and j in place
        }

    def in_objective(self, column: int) -> bool:
        """Whether a quadratic term of the objective uses the column."""
        return any(column in pair for pair in self.quadratic)


def is_plain(instance: Instance) -> bool:
    """Whether an instance has linear rows only, and at most a quadratic objective."""
    return not (
        instance.nonlinear_rows.size
        or (instance.quadratic_rows >= 0).any()
        or instance.special_ordered_sets
        or instance.indicators
    )


def _row(instance: Instance, number: int) -> Row:
    begin, end = instance.row_starts[number], instance.row_starts[number + 1]
    terms: dict[int, float] = {}
    columns = instance.row_columns[begin:end].tolist()
    for column, value in zip(columns, instance.row_values[begin:end].tolist(), strict=True):
        terms[column] = terms.get(column, 0.0) + value
    low, high = float(instance.row_lower[number]), float(instance.row_upper[number])
    return Row(instance.row_names[number], low, high, terms)
