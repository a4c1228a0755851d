"""Rows and columns of an instance by family, as checks look at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from orthought.instance import Floats, Instance, Ints, family

MAX_ROWS: Final = 200_000
"""Larger instances are looked at in part."""
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Row:
    """One linear row: lower <= values @ x[columns] <= upper."""

    number: int
    columns: Ints
    values: Floats
    lower: float
    upper: float

    @property
    def is_equality(self) -> bool:
        return self.lower == self.upper

    @property
    def side(self) -> float | None:
        """The right-hand side of an equation or a one-sided row; None for ranges."""
        if self.is_equality or np.isneginf(self.lower):
            return self.upper
        return self.lower if np.isposinf(self.upper) else None


class Families:
    """An instance with its rows and columns grouped by the components that they belong to."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance

    @cached_property
    def rows(self) -> dict[str, list[int]]:
        """Numbers of the rows by family, in the instance's order."""
        return _grouped(self.instance.row_names)

    @cached_property
    def columns(self) -> dict[str, list[int]]:
        """Numbers of the columns by family."""
        return _grouped(self.instance.variable_names)

    @cached_property
    def column_families(self) -> tuple[str, ...]:
        """The family of each column."""
        return tuple(map(family, self.instance.variable_names))

    @cached_property
    def curved(self) -> frozenset[int]:
        """Rows with quadratic or nonlinear terms, and rows that an indicator switches."""
        instance = self.instance
        found = {*instance.nonlinear_rows.tolist(), *instance.quadratic_rows.tolist()}
        return frozenset(found | {item.row for item in instance.indicators}) - {-1}

    def row(self, number: int) -> Row:
        """Return one row without its zero coefficients."""
        instance = self.instance
        part = slice(int(instance.row_starts[number]), int(instance.row_starts[number + 1]))
        columns, values = instance.row_columns[part], instance.row_values[part]
        if not values.all():
            columns, values = columns[values != 0], values[values != 0]
        lower, upper = float(instance.row_lower[number]), float(instance.row_upper[number])
        return Row(number, columns, values, lower, upper)

    def linear(self, name: str) -> Iterator[Row]:
        """Yield the linear rows of a family."""
        for number in self.rows.get(name, ()):
            if number not in self.curved:
                yield self.row(number)


def _grouped(names: tuple[str, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names[:MAX_ROWS]):
        found[family(name)].append(number)
    return dict(found)
