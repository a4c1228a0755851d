"""Delimited text as rows of texts: every cell is what it says, and every row knows its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orthought.errors import InputError


@dataclass(frozen=True)
class Table:
    """Rows with the lines of the file where they end."""

    source: str
    """The name of the file, for messages."""
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, object], ...]
    lines: tuple[int, ...]
    """Of each row, from 1."""
    word: str = "line"
    """What a line is called in messages."""

    def place(self, position: int) -> str:
        """Return where a row stands, as messages say it."""
        return f"{self.source}, {self.word} {self.lines[position]}"


def read_delimited(path: Path) -> Table:
    """Read a CSV file, or one that is delimited by semicolons, tabs or bars; UTF-8, BOM or not.

    In a file that is not delimited by commas, numbers may have decimal commas; see `plain_number`.

    Raises:
        InputError: not there, no text, no header, a column twice, or a row of another length.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", fix="check the path") from None
    return parse_delimited(_decoded(raw, path), path.name)


def parse_delimited(text: str, source: str) -> Table:
    """Read delimited text; see `read_delimited`."""
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        numbered = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise InputError(
            f"{source}, line {reader.line_num}: {error}",
            fix='double quotes inside a quoted cell are written ""',
        ) from None
    if not numbered:
        raise InputError(f"{source} is empty", fix="give a header line and at least one row")
    columns = _header(numbered[0][1], source, numbered[0][0])
    body = numbered[1:]
    rows = [_cells(row, columns, f"{source}, line {line}") for line, row in body]
    if delimiter != ",":
        rows = list(map(_with_points, rows))
    return Table(source, columns, tuple(rows), tuple(line for line, _ in body))


class DecimalComma(str):
    """A cell such as "12,5" out of a file whose delimiter is no comma: a number, if one is due."""

    __slots__ = ()

    @property
    def number(self) -> str:
        """The same number with a point."""
        return self.strip().replace(",", ".")


def plain_number(raw: object) -> object:
    """Return a cell as `float` reads it: with a point where its file has decimal commas."""
    return raw.number if isinstance(raw, DecimalComma) else raw


def _decoded(raw: bytes, path: Path) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path.name} is not UTF-8 (byte {error.start})", fix="save it as CSV UTF-8"
        ) from None
    # As in UTF-16 without its mark; a single one may stand in somebody's note.
    if text[:1000].count("\x00") > len(text[:1000]) // 4:
        raise InputError(f"{path.name} is no text", fix="save it as CSV UTF-8")
    return text


def _delimiter(text: str) -> str:
    """Choose the delimiter that splits the first lines into equally many fields, and most."""
    lines = [line for line in text[:20_000].splitlines()[:30] if line.strip()]
    if len(text) > 20_000:
        lines = lines[:-1] or lines

    def score(delimiter: str) -> tuple[bool, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        return len(set(counts)) == 1 and counts[0] > 1, counts[0] if counts else 0

    best = max(_DELIMITERS, key=score)
    return best if score(best)[1] > 1 else ","


def _header(row: list[str], source: str, line: int) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in row)
    if "" in columns:
        raise InputError(
            f"{source}, line {line}: column {columns.index('') + 1} has no name",
            fix="name every column in the first line",
        )
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise InputError(
            f"{source}, line {line}: the column {twice!r} stands twice",
            fix="give every column a name of its own",
        )
    return columns


def _cells(row: list[str], columns: tuple[str, ...], place: str) -> dict[str, object]:
    if len(row) != len(columns):
        raise InputError(
            f"{place}: {len(row)} fields where the header has {len(columns)}",
            fix="quote cells that hold the delimiter, or complete the row",
        )
    return {column: cell if cell.strip() else "" for column, cell in zip(columns, row, strict=True)}


def _with_points(row: Mapping[str, object]) -> dict[str, object]:
    return {
        column: DecimalComma(cell) if _DECIMAL_COMMA.fullmatch(str(cell).strip()) else cell
        for column, cell in row.items()
    }


_DELIMITERS: Final = (",", ";", "\t", "|")
_DECIMAL_COMMA: Final = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
