"""Which side of a row do its sentences carry? `at most` carries no lower side."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from orthought.agent.checks.families import Row
from orthought.agent.checks.limits import StatedLimit, asks, limits_of
from orthought.agent.checks.roles import roles
from orthought.agent.ledger.entries import Grade
from orthought.agent.reading.numbers import TextNumber
from orthought.agent.reading.sentences import Sentence
from orthought.instance import Bytes

OneSide = Literal["upper", "lower"]
SIDES: Final[tuple[OneSide, ...]] = ("upper", "lower")


def sides_of(row: Row) -> tuple[OneSide, ...]:
    """Return the sides that a row has when it is written with positive coefficients.

    With coefficients of both signs the sides are those of the row as it stands.
    """
    sides: list[OneSide] = []
    negative = bool(row.values.size) and bool((row.values < 0).all())
    if np.isfinite(row.upper):
        sides.append("lower" if negative else "upper")
    if np.isfinite(row.lower):
        sides.append("upper" if negative else "lower")
    return tuple(sorted(sides, reverse=True))


def grade(
    side: OneSide,
    rows: Sequence[Row],
    sentences: Iterable[Sentence],
    numbers: Sequence[TextNumber],
    held: Sequence[TextNumber],
    others: Iterable[Sentence] = (),
) -> Grade:
    """Return how firmly sentences carry one side of a family's rows.

    Citations are not always complete: a sentence that is not cited carries rows too where its
    number is what they limit.

    Args:
        side: of the rows, written with positive coefficients.
        rows: linear rows of the family.
        sentences: those that the family cites.
        numbers: of the whole text.
        held: those that stand in the rows as what they limit.
        others: sentences that may carry the rows by their numbers only.
    """
    found = [_Reader(side, rows, s, numbers, held).grade() for s in sentences]
    if "stated" not in found:
        found += [_Reader(side, rows, s, numbers, held).grade_by_numbers() for s in others]
    if not {"stated", "implied"} & set(found) and _comes_from_elsewhere(rows, held):
        return "implied"
    return next((answer for answer in _GRADES if answer in found), "none")


class NumberIndex:
    """Numbers of a text by the sizes that they may have in a model."""

    def __init__(self, numbers: Sequence[TextNumber]) -> None:
        pairs = [(abs(r), n) for n in numbers if not n.label for r in n.readings if r]
        pairs.sort(key=lambda pair: pair[0])
        self._sizes = [size for size, _ in pairs]
        self._numbers = [number for _, number in pairs]

    def held(self, rows: Sequence[Row], kinds: Bytes) -> tuple[TextNumber, ...]:
        """Return the numbers that stand in rows as what they limit, in the text's order."""
        found = {n.start: n for value in _limiting(rows, kinds) for n in self._at(value)}
        return tuple(found[start] for start in sorted(found))

    def _at(self, value: float) -> Iterator[TextNumber]:
        place = bisect_left(self._sizes, value * (1 - _SAME))
        while place < len(self._sizes) and self._sizes[place] <= value * (1 + _SAME):
            yield self._numbers[place]
            place += 1


def _limiting(rows: Sequence[Row], kinds: Bytes) -> set[float]:
    """Return what rows limit by: their sides, and factors that stand in a side's place."""
    sides = {abs(row.side) for row in rows if row.side}
    return sides | {value for row in rows for value, _ in roles(row, kinds) if value != 1}


def _comes_from_elsewhere(rows: Sequence[Row], held: Sequence[TextNumber]) -> bool:
    """Whether rows limit by numbers that the text does not hold: of a table, or derived."""
    sides = [abs(row.side) for row in rows if row.side is not None and not row.is_equality]
    given = [number for number in held if abs(number.value) not in (0, 1)]
    return any(side not in (0, 1) for side in sides) and not given


def is_oriented(row: Row) -> bool:
    """Whether a row limits a sum of amounts against a number: it has an upper and a lower end."""
    return bool(row.values.size) and bool((row.values > 0).all() or (row.values < 0).all())


def sets_against(row: Row) -> bool:
    """Whether a row holds one amount against another: a = b, a <= b."""
    return row.columns.size == 2 and row.values.sum() == 0 and row.side == 0


def fixes(row: Row) -> bool:
    """Whether a row fixes a single decision."""
    return row.columns.size == 1 and row.is_equality


@dataclass(frozen=True)
class _Reader:
    """One sentence, read for one side of a family of rows."""

    side: OneSide
    rows: Sequence[Row]
    sentence: Sentence
    numbers: Sequence[TextNumber]
    held: Sequence[TextNumber]

    def grade(self) -> Grade:
        text = self.sentence.text
        limits = limits_of(self.sentence, self.numbers)
        held = [n for n in self.held if n.sentence == self.sentence.number]
        if asks(text) and not held:
            return "none"
        if all(map(sets_against, self.rows)):
            return "stated" if _COMPARES.search(text) else "none"
        stated = [limit for limit in limits if not limit.implied]
        if not all(map(is_oriented, self.rows)):
            # The row has no direction of its own: a at most b is b at least a.
            return "stated" if stated or _FIRM.search(text) else self._by_words()
        if held:
            return self._by_numbers(held, limits)
        if all(row.side == 0 for row in self.rows) and _FORBIDS.search(text):
            return "stated"
        if all(map(fixes, self.rows)):
            return self._by_words()  # that something is needed does not say which and when
        if any(limit.number is not None and abs(limit.number.value) != 1 for limit in stated):
            return "stated"  # its number is hidden in a sum or a product
        if _FIRM.search(text) or any(limit.side in (self.side, "exact") for limit in stated):
            return "stated"
        if stated:
            return "none"
        if self.side == "upper" and _SUPPLY.search(text) and not self._has_equations():
            return "stated"
        if self.side == "lower" and _NEED.search(text):
            return "stated"
        return self._by_words()

    def grade_by_numbers(self) -> Grade:
        """Grade by a number other than 0 and 1 that stands in the sentence and in the rows."""
        own = [n for n in self.held if n.sentence == self.sentence.number]
        held = [number for number in own if abs(number.value) not in (0, 1)]
        if not held:
            return "none"
        if not all(map(is_oriented, self.rows)):
            return "stated"
        return self._by_numbers(held, limits_of(self.sentence, self.numbers))

    def _has_equations(self) -> bool:
        return any(row.is_equality for row in self.rows)

    def _by_numbers(self, held: Sequence[TextNumber], limits: Sequence[StatedLimit]) -> Grade:
        """Grade by the numbers of the sentence that stand in the rows."""
        text = self.sentence.text
        starts = {number.start for number in held}
        of = [x for x in limits if x.number is not None and x.number.start in starts]
        if _FIRM.search(text) or any(limit.side in (self.side, "exact") for limit in of):
            return "stated"
        if of:
            return "none"
        if all(abs(number.value) == 1 for number in held):
            return "stated" if any(number.word for number in held) else "implied"
        if self._has_equations() or _WISHED.search(text):
            return "implied"
        return "stated"

    def _by_words(self) -> Grade:
        return "implied" if _WEAK.search(self.sentence.text) else "none"


_SAME: Final = 1e-9
_GRADES: Final[tuple[Grade, ...]] = ("stated", "implied")
_FIRM: Final = re.compile(
    r"\b(?:exactly|precisely|once|fills?|altogether|in full|no more and no less|completely|entire|"
    r"whole|all of (?:it|this|them)|nothing may be left|only if|only when|unless)\b",
    re.IGNORECASE,
)
_COMPARES: Final = re.compile(
    r"\b(?:same|equal(?:s|ly)?|alike|as (?:many|much|long|high|large)|than|before|after|precedes?|"
    r"only if|only when|unless|if|either|both)\b",
    re.IGNORECASE,
)
_FORBIDS: Final = re.compile(
    r"\b(?:not|never|cannot|no|nobody|none|forbidden|prohibited|absent|closed|only)\b",
    re.IGNORECASE,
)
_SUPPLY: Final = re.compile(
    r"\b(?:availab\w+|capacit(?:y|ies)|budgets?|supply|supplies|stocks?|limit(?:s|ed)?)\b",
    re.IGNORECASE,
)
_NEED: Final = re.compile(
    r"\b(?:needs?|needed|requires?|required|requirements?|(?:be|is|are) met|meets?|satisf\w+|"
    r"fulfil\w*)\b",
    re.IGNORECASE,
)
_WISHED: Final = re.compile(r"\b(?:demands?|orders?|requests?|wants?)\b", re.IGNORECASE)
_WEAK: Final = re.compile(
    r"\b(?:must|cannot|can not|may not|has to|have to|needs?|needed|requires?|required|each|every|"
    r"all|both|only|one|single|should|shall|never|not allowed|forbidden|orders?|demands?|contract|"
    r"promised?|capacity|available|budget|limit(?:ed|s)?|can)\b",
    re.IGNORECASE,
)
