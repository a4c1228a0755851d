"""Tables and labels as `orthought bench` writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orthought.cli.terminal import clean_line

if TYPE_CHECKING:
    from orthought.evaluation.problems import Label


def label_text(label: Label) -> str:
    """Return an answer in words, with its reading where it has one."""
    if label.objective is None:
        value = label.status.replace("_", " ")
    else:
        value = label.written or f"{label.objective:.10g}"
    return clean_line(f"{value} ({label.reading})" if label.reading else value)


def table_of(*titles: str) -> Any:
    """Return an empty table with these heads, which folds what is too wide."""
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, overflow="fold")
    return table
