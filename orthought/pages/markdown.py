"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orthought.pages.document import Column, Document, Entry, Section, Table
from orthought.pages.escaping import markdown as escape
from orthought.pages.plain import pieces

_RULE: Final = {"left": ":---", "right": "---:"}


def to_markdown(document: Document) -> str:
    """Return the document as one Markdown text; plots are left to the HTML page."""
    blocks = [f"# {escape(document.title)}"]
    if document.stand_in:
        blocks.append(f"> **Stand-in model:** {escape(document.stand_in)}")
    blocks += [f"> **Note:** {escape(warning)}" for warning in document.warnings]
    blocks.append("\n".join(f"- **{escape(f.name)}:** {escape(f.value)}" for f in document.facts))
    for section in document.sections:
        blocks += _section(section)
    return "\n\n".join(blocks) + "\n"


def table_to_markdown(table: Table) -> str:
    """Return one table with its caption and notes."""
    lines = [f"**{escape(table.caption)}**", "", _row(escape(c.name) for c in table.columns)]
    lines.append(_row(_rule(column) for column in table.columns))
    lines += [_row(_field(entry) for entry in row) for row in table.rows]
    lines += [f"\n{escape(note)}" for note in table.notes]
    return "\n".join(lines)


def _section(section: Section) -> list[str]:
    head = [f"## {escape(section.title)}", *(escape(line) for line in section.text)]
    return head + [table_to_markdown(table) for table in section.tables]


def _row(fields: Iterable[str]) -> str:
    return f"| {' | '.join(fields)} |"


def _rule(column: Column) -> str:
    return _RULE[column.align]


def _field(entry: Entry) -> str:
    return " ".join(escape(piece) for piece in pieces(entry))
