"""What all formats say alike."""

from __future__ import annotations

from typing import Final

from orthought.pages.document import Entry, Mark

MARKS: Final[dict[Mark, str]] = {
    "": "",
    "right": "right",
    "wrong": "wrong",
    "harness": "not heard",
}
"""The marks in words: colour alone would not reach everyone."""


def pieces(entry: Entry) -> list[str]:
    """Return mark, text, interval and note of a field, those that it has."""
    note = f"({entry.note})" if entry.note else ""
    return [part for part in (MARKS[entry.mark], entry.text, entry.interval, note) if part]
