"""The ledger as Markdown, for formulation.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from orthought.agent.ledger.entries import (
    Ledger,
    NumberEntry,
    RowsEntry,
    SentenceEntry,
    TermEntry,
)
from orthought.pages.escaping import markdown


def ledger_markdown(ledger: Ledger) -> str:
    """Return the ledger: what is open first, then where every sentence and number stands."""
    blocks = ["## Ledger", _open(ledger)]
    blocks += _table(
        ("sentence", "what it does", "where it stands"),
        [(str(s.number), _role(s), _places(s)) for s in ledger.sentences],
    )
    blocks += _table(
        ("rows", "sentences", "upper side", "lower side"), [_rows(entry) for entry in ledger.rows]
    )
    blocks += _table(
        ("objective", "columns", "coefficients", "sentences"), map(_term, ledger.objective)
    )
    blocks += _table(
        ("number", "sentence", "where it stands"), [_number(entry) for entry in ledger.numbers]
    )
    return "\n\n".join(blocks)


def _open(ledger: Ledger) -> str:
    lines = [
        f"- sentence {s.number} states a limit and has no row: {markdown(s.text)}"
        for s in ledger.sentences_without_row
    ]
    lines += [
        f"- no sentence with a limit carries the rows {markdown(entry.name)}"
        for entry in ledger.rows_without_sentence
    ]
    lines += [
        f"- {markdown(entry.text)} (sentence {entry.sentence}) is neither used nor explained"
        for entry in ledger.open_numbers
    ]
    return "\n".join(lines) or "Nothing is open: every limit has its row, every number its place."


def _role(entry: SentenceEntry) -> str:
    words = {"limit": "limits", "question": "asks", "kinds": "says what is whole", "other": ""}
    return words[entry.role]


def _places(entry: SentenceEntry) -> str:
    parts = [
        ("rows", entry.rows),
        ("objective", ("yes",) if entry.objective else ()),
        ("decisions", entry.variables),
        ("parameters", entry.parameters),
        ("sets", entry.sets),
    ]
    told = [
        name if names == ("yes",) else f"{name} {_list(names)}" for name, names in parts if names
    ]
    return "; ".join(told) or "nowhere"


def _rows(entry: RowsEntry) -> tuple[str, ...]:
    name = markdown(entry.name) + ("" if entry.declared else " (not declared)")
    cited = ", ".join(map(str, entry.sentences)) or "none"
    return name, cited, *(side or "" for side in (entry.upper, entry.lower))


def _term(entry: TermEntry) -> tuple[str, ...]:
    cited = ", ".join(map(str, entry.sentences))
    columns = f"{entry.columns} of {entry.of}"
    return markdown(entry.variable), columns, _list(entry.parameters), cited


def _number(entry: NumberEntry) -> tuple[str, ...]:
    shown = f"{entry.text} {entry.unit}".strip()
    where = _list(entry.places) or entry.explained or "nowhere"
    return markdown(shown), str(entry.sentence), where


def _list(names: Sequence[str]) -> str:
    return ", ".join(markdown(name) for name in names)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if not lines:
        return []
    head = "| " + " | ".join(header) + " |\n|" + "---|" * len(header)
    return ["\n".join([head, *lines])]
