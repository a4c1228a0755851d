"""The compact text about tables and documents for a prompt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orthought.problem import Column, JsonProfile, TableProfile
from orthought.tables.names import clean, shorten

MAX_COLUMNS: Final = 30
"""Of a wider table the first so many columns are described, the others only counted."""
MAX_SAMPLE_COLUMNS: Final = 16


def render(tables: Sequence[TableProfile], documents: Sequence[JsonProfile] = ()) -> str:
    """Return the text for the prompt; its length does not depend on the number of rows.

    Cells and names come from strangers: they are shown quoted, cut, without control characters
    and without anything that could open a code block.
    """
    parts = ["\n".join(_table(table)) for table in tables]
    parts += [f"JSON document {_name(item.name)}: {_tame(item.outline)}" for item in documents]
    return "\n\n".join(parts)


def _table(table: TableProfile) -> Iterator[str]:
    key = f"; key: {', '.join(map(_name, table.key))}" if table.key else ""
    yield f"Table {_name(table.name)} ({table.rows} rows{key})"
    for column in table.columns[:MAX_COLUMNS]:
        yield f"- {_column(column)}"
    if len(table.columns) > MAX_COLUMNS:
        rest = table.columns[MAX_COLUMNS:]
        yield f"- ... and {len(rest)} more columns, {_name(rest[0].name)} to {_name(rest[-1].name)}"
    if table.sample:
        yield "First rows:"
    for row in table.sample:
        cells = zip(table.columns, row, strict=False)
        shown = [_cell(column, cell) for column, cell in list(cells)[:MAX_SAMPLE_COLUMNS]]
        yield " | ".join(shown) + (" | ..." if len(row) > MAX_SAMPLE_COLUMNS else "")


def _column(column: Column) -> str:
    parts: list[str] = [column.type]
    if column.unit:
        parts.append(f"unit {_tame(shorten(clean(column.unit), 24))}")
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"{_bound(column.minimum)} to {_bound(column.maximum)}")
    if column.type in ("text", "date"):
        parts.append(f"{column.distinct} distinct")
    if column.missing:
        parts.append(f"{column.missing} missing")
    return f"{_name(column.name)}: {', '.join(parts)}"


def _bound(value: float | str) -> str:
    return _tame(value) if isinstance(value, str) else f"{value:.6g}"


def _cell(column: Column, cell: str) -> str:
    if cell == "":
        return "(missing)"
    if column.type in ("integer", "number", "boolean"):
        return _tame(cell)
    return '"' + _tame(cell).replace('"', "'") + '"'


def _name(name: str) -> str:
    """Quote what is no plain word, so that a program can spell it exactly."""
    plain = _tame(shorten(clean(name), 80))
    return (
        plain if plain.isidentifier() and len(plain) < 40 else '"' + plain.replace('"', "'") + '"'
    )


def _tame(text: str) -> str:
    """Take away what could open or close a code block or a tag."""
    return clean(text).replace("```", "'''").replace("~~~", "---").replace("`", "'")
