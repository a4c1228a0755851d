"""The ledger ties sentences and rows to each other, both ways, with every number's place."""

from __future__ import annotations

from orthought.agent.ledger.building import is_limit, ledger_of, ledger_of_solution
from orthought.agent.ledger.drawing import ledger_markdown
from orthought.agent.ledger.entries import (
    Grade,
    Ledger,
    NumberEntry,
    RowsEntry,
    SentenceEntry,
    TermEntry,
)

__all__ = [
    "Grade",
    "Ledger",
    "NumberEntry",
    "RowsEntry",
    "SentenceEntry",
    "TermEntry",
    "is_limit",
    "ledger_markdown",
    "ledger_of",
    "ledger_of_solution",
]
