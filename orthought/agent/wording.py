"""Words around numbers."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """Return '1 row' or '3 rows'; a noun with another plural is not for this function."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
