"""What an MPS file says, by name, and the instance of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from orthought.instance import (
    BINARY,
    CONTINUOUS,
    INTEGER,
    OBJECTIVE_ROW,
    Indicator,
    Instance,
    SpecialOrderedSet,
)

HUGE: Final = 1e20


@dataclass
class Content:
    """What was read so far, by name."""

    name: str = ""
    section: str = ""
    argument: str = ""
    maximize: bool = False
    objective: str = ""
    senses: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, float]] = field(default_factory=dict)
    integers: set[str] = field(default_factory=set)
    in_marker: bool = False
    sides: dict[str, float] = field(default_factory=dict)
    ranges: dict[str, float] = field(default_factory=dict)
    lower: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)
    binaries: set[str] = field(default_factory=set)
    quadratic: dict[tuple[str, str, str], float] = field(default_factory=dict)
    sets: list[tuple[int, str, list[tuple[str, float]]]] = field(default_factory=list)
    indicators: list[tuple[str, str, int]] = field(default_factory=list)

    def instance(self) -> Instance:
        """Put everything together."""
        names = tuple(self.columns)
        rows = [name for name in self.senses if name != self.objective]
        lower, upper = self._column_sides(names)
        place = {name: number for number, name in enumerate(names)}
        row_place = {name: number for number, name in enumerate(rows)}
        row_place[self.objective] = OBJECTIVE_ROW
        entries = sorted(
            (row_place[row], place[column], value)
            for column, terms in self.columns.items()
            for row, value in terms.items()
            if row != self.objective and value
        )
        sides = [self._row_sides(row) for row in rows]
        counts = np.bincount([entry[0] for entry in entries], minlength=len(rows))
        squares = [
            (row_place[row], *sorted((place[one], place[two])), value)
            for (row, one, two), value in self.quadratic.items()
            if value
        ]
        return Instance(
            name=self.name,
            sense="maximize" if self.maximize else "minimize",
            variable_names=names,
            lower=np.array(lower, dtype=np.float64),
            upper=np.array(upper, dtype=np.float64),
            kinds=self._kinds(names, lower, upper),
            objective=np.array(
                [self.columns[name].get(self.objective, 0.0) for name in names], dtype=np.float64
            ),
            objective_constant=-self.sides.get(self.objective, 0.0) + 0.0,
            row_names=tuple(rows),
            row_lower=np.array([low for low, _ in sides], dtype=np.float64),
            row_upper=np.array([high for _, high in sides], dtype=np.float64),
            row_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            row_columns=np.array([entry[1] for entry in entries], dtype=np.int32),
            row_values=np.array([entry[2] for entry in entries], dtype=np.float64),
            quadratic_rows=np.array([s[0] for s in squares], dtype=np.int32),
            quadratic_first=np.array([s[1] for s in squares], dtype=np.int32),
            quadratic_second=np.array([s[2] for s in squares], dtype=np.int32),
            quadratic_values=np.array([s[3] for s in squares], dtype=np.float64),
            special_ordered_sets=tuple(self._ordered(place)),
            indicators=tuple(
                Indicator(row_place[row], place[column], 1 if active else 0)
                for row, column, active in self.indicators
            ),
        )

    def _column_sides(self, names: tuple[str, ...]) -> tuple[list[float], list[float]]:
        lower, upper = [], []
        for name in names:
            low, high = self.lower.get(name), self.upper.get(name)
            if low is None and high is None and name in self.integers:
                high = 1.0
            if low is None:
                low = -np.inf if high is not None and high < 0 else 0.0
            lower.append(_side(low))
            upper.append(_side(np.inf if high is None else high))
        return lower, upper

    def _kinds(
        self, names: tuple[str, ...], lower: list[float], upper: list[float]
    ) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        kinds = np.full(len(names), CONTINUOUS, dtype=np.uint8)
        for number, name in enumerate(names):
            if name in self.integers:
                unit = (lower[number], upper[number]) == (0.0, 1.0)
                kinds[number] = BINARY if unit else INTEGER
        return kinds

    def _row_sides(self, row: str) -> tuple[float, float]:
        sense, side = self.senses[row], _side(self.sides.get(row, 0.0))
        extent = self.ranges.get(row)
        if sense == "N":
            return -np.inf, np.inf
        if sense == "E":
            ends = (side, side + extent) if extent is not None else (side, side)
            return min(ends), max(ends)
        if sense == "L":
            return (-np.inf if extent is None else side - abs(extent)), side
        return side, (np.inf if extent is None else side + abs(extent))

    def _ordered(self, place: dict[str, int]) -> Iterator[SpecialOrderedSet]:
        for level, name, members in self.sets:
            yield SpecialOrderedSet(
                name,
                _LEVELS[level],
                tuple(place[column] for column, _ in members),
                tuple(weight for _, weight in members),
            )


_LEVELS: Final[dict[int, Literal[1, 2]]] = {1: 1, 2: 2}


def _side(value: float) -> float:
    return float(np.copysign(np.inf, value)) if abs(value) >= HUGE else float(value)
