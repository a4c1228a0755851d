"""Every feasible point of an instance over a small integer box, with its objective."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from orthought.instance import CONTINUOUS, Floats, Instance

MOST: Final = 20_000
TOLERANCE: Final = 1e-9


@dataclass(frozen=True)
class Listing:
    """Feasible points by the order of the instance's columns, and their objectives."""

    names: tuple[str, ...]
    points: Floats
    values: Floats

    def table(self, names: tuple[str, ...]) -> dict[tuple[float, ...], float]:
        """Return objective by point, with the columns in the order of the names."""
        order = [self.names.index(name) for name in names]
        keys = (tuple(point) for point in self.points[:, order].tolist())
        return dict(zip(keys, self.values.tolist(), strict=True))


def list_points(instance: Instance, most: int = MOST) -> Listing | None:
    """Return all feasible points; None where there may be more than `most` to look at.

    Only for linear rows and objective, columns that are all whole and finite bounds.
    """
    finite = np.isfinite(instance.lower).all() and np.isfinite(instance.upper).all()
    linear = not (instance.nonlinear_rows.size or instance.quadratic_rows.size)
    whole = bool((instance.kinds != CONTINUOUS).all()) and not instance.indicators
    if not (finite and linear and whole) or instance.special_ordered_sets:
        return None
    sides = zip(instance.lower.tolist(), instance.upper.tolist(), strict=True)
    choices = [range(math.ceil(low), math.floor(high) + 1) for low, high in sides]
    if math.prod(len(choice) for choice in choices) > most:
        return None
    points = np.array(list(product(*choices)), float).reshape(-1, len(choices))
    points = points[_feasible(instance, points)]
    values = points @ instance.objective + instance.objective_constant
    return Listing(instance.variable_names, points, values)


def _feasible(instance: Instance, points: Floats) -> Floats:
    fit = np.ones(len(points), bool)
    for row in range(instance.row_count):
        span = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
        values = instance.row_values[span]
        activity = points[:, instance.row_columns[span]] @ values
        largest = float(np.abs(values).max(initial=1.0))
        low, high = float(instance.row_lower[row]), float(instance.row_upper[row])
        fit &= activity >= low - TOLERANCE * max(largest, _size(low))
        fit &= activity <= high + TOLERANCE * max(largest, _size(high))
    return fit


def _size(side: float) -> float:
    return abs(side) if math.isfinite(side) else 1.0
