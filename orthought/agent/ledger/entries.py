"""The ledger: what of the text stands where in the model, and what of the model stands in the text.

Data only, so that reports and prompts can use it. Sentences are counted from 1.
"""

from __future__ import annotations

from typing import Literal

from orthought.base import Model

Grade = Literal["stated", "implied", "none"]
"""How firmly the cited sentences carry a side of a row."""


Role = Literal["limit", "question", "kinds", "other"]


class SentenceEntry(Model):
    """A sentence with everything that cites it."""

    number: int
    text: str
    role: Role
    """What its words do: state a limit or a duty, ask, say what is whole, or none of these."""
    rows: tuple[str, ...] = ()
    objective: bool = False
    variables: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    missing_row: bool = False
    """Whether it states a limit that no row, bound or objective term carries."""


class RowsEntry(Model):
    """A family of rows with the sentences that it comes from."""

    name: str
    meaning: str = ""
    declared: bool = True
    built: int | None = None
    """Rows of the family in the instance; None where there was none to look at."""
    sentences: tuple[int, ...] = ()
    limiting: tuple[int, ...] = ()
    """Those of the sentences that state a limit or a duty."""
    upper: Grade | None = None
    """How firmly they carry that the rows have an upper side; None where they have none."""
    lower: Grade | None = None


class TermEntry(Model):
    """The part of the objective that one variable has."""

    variable: str
    columns: int
    """Columns of the variable in the objective."""
    of: int
    """Columns of the variable in all."""
    parameters: tuple[str, ...] = ()
    """Parameters whose values are its coefficients."""
    sentences: tuple[int, ...] = ()
    """Sentences that these parameters come from."""


class NumberEntry(Model):
    """A number of the text and where it is used."""

    sentence: int
    text: str
    value: float
    unit: str = ""
    places: tuple[str, ...] = ()
    """Such as 'price[rye]', 'upper bound of make', 'size of months'."""
    rows: tuple[str, ...] = ()
    """Families whose formula names a parameter that holds it."""
    explained: str = ""
    """Why it has no place, where there is a reason: a label, said to be unused, derived."""

    @property
    def is_open(self) -> bool:
        """Whether the number is neither used nor explained."""
        return not (self.places or self.explained)


class Ledger(Model):
    """Sentences, rows, objective terms and numbers of one problem and its model."""

    sentences: tuple[SentenceEntry, ...] = ()
    rows: tuple[RowsEntry, ...] = ()
    objective: tuple[TermEntry, ...] = ()
    """Empty where no instance was looked at."""
    numbers: tuple[NumberEntry, ...] = ()

    @property
    def sentences_without_row(self) -> tuple[SentenceEntry, ...]:
        """Sentences that state a limit which nothing carries."""
        return tuple(entry for entry in self.sentences if entry.missing_row)

    @property
    def rows_without_sentence(self) -> tuple[RowsEntry, ...]:
        """Families that cite no sentence, or none that states a limit or a duty."""
        return tuple(entry for entry in self.rows if not entry.limiting)

    @property
    def open_numbers(self) -> tuple[NumberEntry, ...]:
        """Numbers of the text that are neither used nor explained."""
        return tuple(entry for entry in self.numbers if entry.is_open)
