"""The feasible points of a system of integers, listed variable by variable with pruning."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orthought.evaluation.equivalence.proof import Source
from orthought.evaluation.equivalence.region import Clock
from orthought.evaluation.equivalence.system import INFINITY, System

Array = NDArray[np.float64]
NOTHING = 1e-9
DOUBT = 1e-5
"""A point that violates a row by more than nothing and less than this makes the list worthless."""
MOST_NUMBERS = 6_000_000
WIDEST = 2000
"""Values of one variable that are looked at."""


@dataclass(frozen=True)
class Points:
    """All feasible points whose cost is at most a limit."""

    points: Array
    costs: Array
    """Sorted, with the constant."""

    @property
    def dimension(self) -> int:
        if len(self.points) < 2:
            return 0
        return int(np.linalg.matrix_rank(self.points[1:] - self.points[0]))


def can_list(system: System) -> bool:
    """Whether the system is one of integers with linear rows."""
    return system.is_linear and system.is_integral and bool(system.alive)


def boxed(source: Source, system: System, columns: list[int]) -> System:
    """Return the system with the bounds of integer variables that the source's rows imply."""
    box = system.copy()
    for column in columns:
        if box.upper[column] - box.lower[column] <= 1 or source.clock.is_over:
            continue
        low = source.relaxed.smallest({column: 1.0})
        high = source.relaxed.largest({column: 1.0})
        if low.status == "optimal":
            box.lower[column] = max(box.lower[column], float(np.ceil(low.bound - 1e-6)))
        if high.status == "optimal":
            box.upper[column] = min(box.upper[column], float(np.floor(high.bound + 1e-6)))
    return box


def list_points(system: System, most: int, clock: Clock, limit: float = INFINITY) -> Points | None:
    """Return the points with cost <= limit, None where there are too many.

    Args:
        system: of integers, linear; every variable bounded.
        most: points.
        clock: when to give up.
        limit: of the cost, constant included.
    """
    columns = sorted(system.columns, key=lambda c: system.upper[c] - system.lower[c])
    matrix, lower, upper = _rows(system, columns, limit)
    low = np.array([system.lower[c] for c in columns])
    high = np.array([system.upper[c] for c in columns])
    if not np.isfinite(high - low).all() or (high - low > WIDEST).any():
        return None
    # What the variables from each position on can still add.
    below = _from_behind(np.minimum(matrix * low, matrix * high))
    above = _from_behind(np.maximum(matrix * low, matrix * high))
    points, sums = np.zeros((1, 0)), np.zeros((1, len(lower)))
    for position in range(len(columns)):
        values = np.arange(low[position], high[position] + 0.5)
        count = len(points) * len(values)
        if count * (len(lower) + position) > MOST_NUMBERS or clock.is_over:
            return None
        added = values[None, :, None] * matrix[:, position]
        sums = (sums[:, None, :] + added).reshape(count, len(lower))
        points = np.hstack([np.repeat(points, len(values), axis=0), _tiled(values, len(points))])
        excess = _excess(sums + below[:, position + 1], sums + above[:, position + 1], lower, upper)
        points, sums = points[excess <= DOUBT], sums[excess <= DOUBT]
    excess = _excess(sums, sums, lower, upper)
    if len(points) > most or (excess > NOTHING).any():
        return None
    costs = points @ np.array([system.cost.get(c, 0.0) for c in columns]) + system.constant
    return Points(points, np.sort(costs))


def _from_behind(ends: Array) -> Array:
    """Return for each row and position the sum from there on, with a zero behind the last."""
    sums = np.cumsum(ends[:, ::-1], axis=1)[:, ::-1]
    return np.hstack([sums, np.zeros((len(ends), 1))])


def _excess(least: Array, largest: Array, lower: Array, upper: Array) -> Array:
    """Return for each point by how much its rows are violated at least."""
    outside = np.maximum(least - upper, lower - largest)
    worst: Array = outside.max(axis=1, initial=0.0)
    return worst


def _tiled(values: Array, times: int) -> Array:
    tiled: Array = np.tile(values, times).reshape(-1, 1)
    return tiled


def _rows(system: System, columns: list[int], limit: float) -> tuple[Array, Array, Array]:
    place = {column: position for position, column in enumerate(columns)}
    rows = [(row.terms, row.lower, row.upper) for row in system.rows]
    if limit < INFINITY:
        rows.append((system.cost, -INFINITY, limit - system.constant))
    matrix = np.zeros((len(rows), len(columns)))
    for number, (terms, _, _) in enumerate(rows):
        for column, value in terms.items():
            matrix[number, place[column]] = value
    scales = np.array([max(map(abs, terms.values()), default=1.0) for terms, _, _ in rows])
    lower = np.array([low for _, low, _ in rows]) / scales
    upper = np.array([high for _, _, high in rows]) / scales
    return matrix / scales[:, None], lower, upper
