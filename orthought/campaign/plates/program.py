"""A mixed-integer linear program under construction: columns from 0 to 1 and rows of entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from orthought.instance import BINARY, Instance


@dataclass
class Program:
    """Columns from 0 to 1 with a gain each, and rows between two limits; to be maximised."""

    names: list[str] = field(default_factory=list)
    gains: list[float] = field(default_factory=list)
    lower: list[float] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    rows: dict[str, tuple[float, float, Mapping[int, float]]] = field(default_factory=dict)

    def add_column(self, name: str, gain: float = 0.0, kind: int = BINARY) -> int:
        """Append a column, binary unless its kind says otherwise, and return its number."""
        self.names.append(name)
        self.gains.append(gain)
        self.lower.append(0.0)
        self.kinds.append(kind)
        return len(self.names) - 1

    def add_row(self, name: str, low: float, high: float, entries: Mapping[int, float]) -> None:
        """Add a row: low <= sum of coefficient * column <= high."""
        self.rows[name] = (low, high, entries)

    def build(self, name: str) -> Instance:
        """Return the instance."""
        lows, highs, entries = zip(*self.rows.values(), strict=True)
        sizes = np.array([0, *map(len, entries)], np.int64)
        return Instance(
            name=name,
            sense="maximize",
            variable_names=tuple(self.names),
            lower=np.array(self.lower),
            upper=np.ones(len(self.names)),
            kinds=np.array(self.kinds, np.uint8),
            objective=np.array(self.gains),
            objective_constant=0.0,
            row_names=tuple(self.rows),
            row_lower=np.array(lows),
            row_upper=np.array(highs),
            row_starts=np.cumsum(sizes),
            row_columns=np.array([k for row in entries for k in row], np.int32),
            row_values=np.array([v for row in entries for v in row.values()], float),
        )
