"""Read MPS files, free or fixed, into instances.

Conventions where readers differ: the right-hand side of the objective row is its constant, negated;
an integer column between markers without any bound lies in [0, 1], as Gurobi and HiGHS have it; an
upper bound below zero without a lower bound opens the lower side; magnitudes of 1e20 and more are
infinite. `QUADOBJ` and `QMATRIX` hold x'Qx / 2, `QCMATRIX` holds x'Qx. Further N rows are free.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from orthought.errors import InputError
from orthought.evaluation.equivalence.mps_content import Content
from orthought.instance import Instance

FIXED_FIELDS: Final = (slice(1, 3), slice(4, 12), slice(14, 22), slice(24, 36), slice(39, 47))
FIXED_LAST: Final = slice(49, 61)


def read_mps(path: Path | str) -> Instance:
    """Return the instance that an MPS file holds.

    Args:
        path: of the file; free format is tried first, then fixed columns.

    Raises:
        InputError: the file cannot be read, is no MPS file or holds parts that an instance cannot.
    """
    try:
        text = Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error}", fix="name an existing file") from error
    try:
        return _read(text, str.split).instance()
    except _FormatError as error:
        try:
            return _read(text, _fixed_fields).instance()
        except _FormatError:
            raise InputError(f"{path}: {error}", fix="name a valid MPS file") from error


class _FormatError(Exception):
    """The text does not follow the format as it was taken."""


def _fixed_fields(line: str) -> list[str]:
    parts = [line[where].strip() for where in (*FIXED_FIELDS, FIXED_LAST)]
    return [part for part in parts if part]


def _read(text: str, split: Callable[[str], list[str]]) -> _Reader:
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("*"):
            continue
        try:
            if line[0].isspace():
                reader.take(split(line))
            elif not reader.open_section(line.split()):
                break
        except (KeyError, IndexError, ValueError) as error:
            raise _FormatError(f"line {number} ({line.strip()!r:.80}): {error!r:.80}") from error
    if not reader.senses:
        raise _FormatError("it has no ROWS section")
    return reader


class _Reader(Content):
    """Takes in the file line by line."""

    def open_section(self, words: list[str]) -> bool:
        """Begin a section; False at the end of the data."""
        self.section = words[0].upper()
        self.argument = words[1] if len(words) > 1 else ""
        if self.section == "ENDATA":
            return False
        if self.section == "NAME":
            self.name = " ".join(words[1:])
        elif self.section == "OBJSENSE" and self.argument:
            self._take_sense([self.argument])
        elif self.section not in _TAKERS:
            raise InputError(
                f"the section {words[0]!r:.40} of the MPS file has no place in an instance",
                fix="write the model without it",
            )
        return True

    def take(self, words: list[str]) -> None:
        """Take in a data line of the current section."""
        _TAKERS[self.section](self, words)

    def _take_sense(self, words: list[str]) -> None:
        self.maximize = words[0].upper().startswith("MAX")

    def _take_row(self, words: list[str]) -> None:
        sense, name = words[0].upper(), words[1]
        if sense not in ("N", "E", "L", "G") or len(words) > 2 or name in self.senses:
            raise ValueError("not a row")
        if sense == "N" and not self.objective:
            self.objective = name
        self.senses[name] = sense

    def _take_column(self, words: list[str]) -> None:
        if "'MARKER'" in words:
            self.in_marker = "'INTORG'" in words
            return
        entries = self.columns.setdefault(words[0], {})
        if self.in_marker:
            self.integers.add(words[0])
        for row, value in _pairs(words[1:]):
            if row not in self.senses:
                raise KeyError(row)
            entries[row] = entries.get(row, 0.0) + value

    def _take_side(self, words: list[str]) -> None:
        self._into(self.sides, words)

    def _take_range(self, words: list[str]) -> None:
        self._into(self.ranges, words)

    def _into(self, target: dict[str, float], words: list[str]) -> None:
        for row, value in _pairs(words[len(words) % 2 :]):
            if row not in self.senses:
                raise KeyError(row)
            target[row] = value

    def _take_bound(self, words: list[str]) -> None:
        kind, rest = words[0].upper(), words[1:]
        # The name of the set of bounds may be missing.
        place = 1 if len(rest) > 1 and rest[1] in self.columns else 0
        column = rest[place]
        if column not in self.columns:
            raise KeyError(column)
        value = float(rest[place + 1]) if len(rest) > place + 1 else None
        _BOUNDS[kind](self, column, value)

    def _low(self, column: str, value: float | None) -> None:
        self.lower[column] = _needed(value)

    def _high(self, column: str, value: float | None) -> None:
        self.upper[column] = _needed(value)

    def _whole_low(self, column: str, value: float | None) -> None:
        self.integers.add(column)
        self._low(column, value)

    def _whole_high(self, column: str, value: float | None) -> None:
        self.integers.add(column)
        self._high(column, value)

    def _fixed(self, column: str, value: float | None) -> None:
        self.lower[column] = self.upper[column] = _needed(value)

    def _free(self, column: str, value: float | None) -> None:
        self.lower[column], self.upper[column] = -np.inf, np.inf

    def _no_low(self, column: str, value: float | None) -> None:
        self.lower[column] = -np.inf

    def _no_high(self, column: str, value: float | None) -> None:
        self.upper[column] = np.inf

    def _binary(self, column: str, value: float | None) -> None:
        self.integers.add(column)
        self.binaries.add(column)
        self.lower[column], self.upper[column] = 0.0, 1.0

    def _take_half(self, words: list[str]) -> None:
        """One triangle of x'Qx / 2."""
        factor = 0.5 if words[0] == words[1] else 1.0
        self._add_square(self.objective, words, factor)

    def _take_full(self, words: list[str]) -> None:
        """All of x'Qx / 2."""
        self._add_square(self.objective, words, 0.5)

    def _take_row_square(self, words: list[str]) -> None:
        """All of a row's x'Qx."""
        self._add_square(self.argument, words, 1.0)

    def _add_square(self, row: str, words: list[str], factor: float) -> None:
        for column in words[:2]:
            if column not in self.columns:
                raise KeyError(column)
        first, second = sorted(words[:2])
        key = (row, first, second)
        self.quadratic[key] = self.quadratic.get(key, 0.0) + factor * float(words[2])

    def _take_set(self, words: list[str]) -> None:
        if words[0].upper() in ("S1", "S2"):
            name = words[2] if len(words) > 2 else words[1]
            self.sets.append((int(words[0][1]), name, []))
            return
        self.sets[-1][2].append((words[-2], float(words[-1])))

    def _take_indicator(self, words: list[str]) -> None:
        self.indicators.append((words[1], words[2], int(float(words[3]))))


_TAKERS: Final[dict[str, Callable[[_Reader, list[str]], None]]] = {
    "OBJSENSE": _Reader._take_sense,
    "ROWS": _Reader._take_row,
    "COLUMNS": _Reader._take_column,
    "RHS": _Reader._take_side,
    "RANGES": _Reader._take_range,
    "BOUNDS": _Reader._take_bound,
    "QUADOBJ": _Reader._take_half,
    "QSECTION": _Reader._take_half,
    "QMATRIX": _Reader._take_full,
    "QCMATRIX": _Reader._take_row_square,
    "SOS": _Reader._take_set,
    "INDICATORS": _Reader._take_indicator,
}
_BOUNDS: Final[dict[str, Callable[[_Reader, str, float | None], None]]] = {
    "LO": _Reader._low,
    "UP": _Reader._high,
    "LI": _Reader._whole_low,
    "UI": _Reader._whole_high,
    "FX": _Reader._fixed,
    "FR": _Reader._free,
    "MI": _Reader._no_low,
    "PL": _Reader._no_high,
    "BV": _Reader._binary,
}


def _pairs(words: list[str]) -> list[tuple[str, float]]:
    if len(words) % 2:
        raise ValueError("a name without a number")
    return [(words[k], float(words[k + 1])) for k in range(0, len(words), 2)]


def _needed(value: float | None) -> float:
    if value is None:
        raise ValueError("a bound without a number")
    return value
