"""What every part of a report needs: names, colours, and the words of each caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from orthought.evaluation.report.figures.models import SetFacts, Summary
from orthought.evaluation.report.figures.shares import Share
from orthought.evaluation.report.figures.ways import Way, labels_of, series_key, series_of
from orthought.evaluation.report.numbers import percent, percent_interval
from orthought.pages.document import Column, Entry, Table

WAYS_A_TABLE: Final = 8
"""Columns of ways in one table: more would not fit on paper."""
NOTHING: Final = "\u2013"
"""Stands where there is no figure."""
T = TypeVar("T")


class Context:
    """The summary with what is looked up in it again and again."""

    def __init__(self, summary: Summary) -> None:
        self.summary = summary
        ways = [row.way for row in summary.ways]
        # A label version may lack problems that another has, and with them a whole way.
        every = list(dict.fromkeys([*ways, *(row.way for row in summary.versions)]))
        self._labels = labels_of(every)
        self._series = series_of(every)

    def label(self, way: Way) -> str:
        return self._labels[way]

    def series(self, way: Way) -> int:
        return self._series[series_key(way)]

    def sets(self) -> Iterator[tuple[SetFacts, tuple[Way, ...]]]:
        """Yield each set that has a row in the main table, with its ways."""
        for facts in self.summary.sets:
            ways = tuple(row.way for row in self.summary.ways if row.way.set_name == facts.name)
            if ways:
                yield facts, ways

    def caption(self, text: str, *sets: SetFacts, version: str | None = None) -> str:
        """Return a caption that names rule, labels and the audited share of each set."""
        of = sets or tuple(facts for facts, _ in self.sets())
        audited = ", ".join(f"{audited_text(facts)} of {facts.name}" for facts in of)
        label_words = version or f"labels: {self.summary.label_version}"
        return f"{text} Rule: {self.summary.rule}; {label_words}; audited: {audited}."


def audited_text(facts: SetFacts) -> str:
    """Return '53/92 labels (58 %)'."""
    share = f" ({100 * facts.audited / facts.audited_of:.0f} %)" if facts.audited_of else ""
    return f"{facts.audited}/{facts.audited_of} labels{share}"


def share_entry(share: Share | None, *, count: bool = False) -> Entry:
    """Return a share with its interval; 'count' puts how many of how many before it."""
    if share is None:
        return Entry(text=NOTHING)
    text = percent(share.interval.estimate)
    if count:
        text = f"{count_text(share)}: {text}"
    return Entry(text=text, interval=percent_interval(share.interval))


def count_text(share: Share) -> str:
    """Return '53/92', with a decimal where samples make it broken."""
    whole = abs(share.count - round(share.count)) < 1e-9
    return f"{share.count:.0f}/{share.of}" if whole else f"{share.count:.1f}/{share.of}"


def columns(*names: str, left: int = 1) -> tuple[Column, ...]:
    """Return heads; the first `left` ones stand over text, the others over numbers."""
    return tuple(
        Column(name=name, align="left" if position < left else "right")
        for position, name in enumerate(names)
    )


def without_empty_columns(table: Table) -> Table:
    """Return the table without columns in which no row says anything."""
    kept = [
        position
        for position in range(len(table.columns))
        if any(row[position].text not in ("", NOTHING) for row in table.rows)
    ]
    return table.model_copy(
        update={
            "columns": tuple(table.columns[position] for position in kept),
            "rows": tuple(tuple(row[position] for position in kept) for row in table.rows),
        }
    )


def chunks(items: Sequence[T], size: int = WAYS_A_TABLE) -> Iterator[tuple[T, ...]]:
    """Yield the items in pieces of nearly equal length."""
    pieces = -(-len(items) // size) or 1
    length = -(-len(items) // pieces) or 1
    for start in range(0, len(items), length):
        yield tuple(items[start : start + length])


def text(content: str, note: str = "") -> Entry:
    """Return a plain field."""
    return Entry(text=content, note=note)


def slugged(*parts: str) -> str:
    """Return an identifier for pages and labels."""
    joined = "-".join(parts).lower()
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in joined)
