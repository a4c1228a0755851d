"""An instance under construction: an old one, and columns and rows appended to it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from orthought.instance import CONTINUOUS, ExpressionGraph, Instance


@dataclass
class Draft:
    """An instance under construction: the old one and what is appended."""

    old: Instance
    columns: list[tuple[float, float]] = field(default_factory=list)
    costs: dict[int, float] = field(default_factory=dict)
    rows: list[tuple[float, float]] = field(default_factory=list)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    quadratic_rows: Any = None
    roots: dict[int, int] = field(default_factory=dict)
    graph: ExpressionGraph = field(default_factory=ExpressionGraph.empty)

    @classmethod
    def of(cls, instance: Instance) -> Draft:
        """Return a draft that builds the same instance."""
        roots = zip(
            instance.nonlinear_rows.tolist(), instance.nonlinear_roots.tolist(), strict=True
        )
        rows = instance.quadratic_rows.copy()
        return cls(instance, quadratic_rows=rows, roots=dict(roots), graph=instance.graph)

    def add_column(self, low: float = -math.inf, high: float = math.inf) -> int:
        """Append a continuous column and return its number."""
        self.columns.append((low, high))
        return self.old.variable_count + len(self.columns) - 1

    def add_row(self, low: float, high: float) -> int:
        """Append an empty row and return its number."""
        self.rows.append((low, high))
        return self.old.row_count + len(self.rows) - 1

    def move(self, source: int, target: int) -> None:
        """Move a row's quadratic and nonlinear parts to another row."""
        self.quadratic_rows[self.quadratic_rows == source] = target
        if source in self.roots:
            self.roots[target] = self.roots.pop(source)

    def build(self) -> Instance:
        """Return the instance."""
        old, added, new_rows = self.old, len(self.columns), len(self.rows)
        sides = np.array(self.rows, dtype=float).reshape(new_rows, 2)
        bounds = np.array(self.columns, dtype=float).reshape(added, 2)
        costs = np.concatenate([old.objective, np.zeros(added)])
        for column, cost in self.costs.items():
            costs[column] = cost
        return replace(
            old,
            variable_names=old.variable_names + tuple(f"_column{k}" for k in range(added)),
            lower=np.concatenate([old.lower, bounds[:, 0]]),
            upper=np.concatenate([old.upper, bounds[:, 1]]),
            kinds=np.concatenate([old.kinds, np.full(added, CONTINUOUS, np.uint8)]),
            objective=costs,
            row_names=old.row_names + tuple(f"_row{k}" for k in range(new_rows)),
            row_lower=np.concatenate([old.row_lower, sides[:, 0]]),
            row_upper=np.concatenate([old.row_upper, sides[:, 1]]),
            quadratic_rows=self.quadratic_rows,
            nonlinear_rows=np.array(list(self.roots), np.int32),
            nonlinear_roots=np.array(list(self.roots.values()), np.int32),
            graph=self.graph,
            **self._matrix(old.row_count + new_rows),
        )

    def _matrix(self, m: int) -> dict[str, Any]:
        old = self.old
        owners = np.repeat(np.arange(old.row_count), np.diff(old.row_starts))
        extra = np.array(self.entries, dtype=float).reshape(len(self.entries), 3)
        owners = np.concatenate([owners, extra[:, 0].astype(np.int64)])
        order = np.argsort(owners, kind="stable")
        counts = np.bincount(owners, minlength=m)
        columns = np.concatenate([old.row_columns, extra[:, 1].astype(np.int32)])
        return {
            "row_starts": np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)]),
            "row_columns": columns[order].astype(np.int32),
            "row_values": np.concatenate([old.row_values, extra[:, 2]])[order],
        }
