"""The problem: the text and the tables that the user gives, with what may reach a prompt."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Literal

from orthought.base import Model


class Column(Model):
    """What a prompt may know of a table's column."""

    name: str
    type: Literal["integer", "number", "text", "boolean", "date", "empty"]
    unit: str | None = None
    """Read from a header such as 'cost (EUR/t)' or 'weight_kg'."""
    minimum: float | str | None = None
    maximum: float | str | None = None
    distinct: int = 0
    missing: int = 0


class TableProfile(Model):
    """Name, columns and a few rows of a table: independent of its number of rows."""

    name: str
    rows: int
    columns: tuple[Column, ...]
    sample: tuple[tuple[str, ...], ...] = ()
    """The first few rows as text."""
    key: tuple[str, ...] = ()
    """The columns that identify a row, where some do."""


class JsonProfile(Model):
    """Shape of a JSON file: keys and types, with long lists cut."""

    name: str
    outline: str


class Finding(Model):
    """Something that the look at the tables found."""

    severity: Literal["error", "warning"]
    source: str
    """Table or file."""
    message: str
    fix: str = ""


class Problem(Model):
    """The text, and of the tables what a prompt may see; the tables themselves are `Data`."""

    text: str
    tables: tuple[TableProfile, ...] = ()
    documents: tuple[JsonProfile, ...] = ()
    findings: tuple[Finding, ...] = ()
    data_digest: str = ""
    """SHA-256 over the tables' contents."""

    @property
    def digest(self) -> str:
        """SHA-256 of text and data, hexadecimal."""
        return hashlib.sha256(json.dumps([self.text, self.data_digest]).encode()).hexdigest()


Data = dict[str, Any]
"""What the program receives: tables as pandas DataFrames, JSON as plain values, numbers."""
