"""Numbers as they stand in prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

NUMERAL: Final = re.compile(
    r"(?<![\w.,$€£¥#/^*=<>+\-\u2013\u2212:'])"
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?![\w%^*/=<>+\u2013\u2212°'\-]|[.,:]\d|\s*(?:%|percent\b|per cent\b|[=<>≤≥*/+^]))"
)
"""Numbers that stand alone: no part of a name, a range, a formula, a share or an amount of money
behind its sign."""
MONEY_SIGNS: Final = "$€£¥#"


@dataclass(frozen=True)
class Numeral:
    """A number in a text."""

    text: str
    start: int
    end: int
    before: str
    """The word before it, as it stands; '' at the beginning."""
    after: str
    """What follows, up to the end of the text."""

    @property
    def value(self) -> Decimal:
        return Decimal(self.text.replace(",", ""))

    @property
    def is_whole(self) -> bool:
        return "." not in self.text

    @property
    def next_word(self) -> str:
        """The word right behind it; '' where a sign stands there."""
        match = re.match(r"\s+([A-Za-z]+)", self.after)
        return match[1] if match else ""


def numerals_of(text: str) -> Iterator[Numeral]:
    """Yield the numbers of a text that stand alone, in order."""
    for match in NUMERAL.finditer(text):
        words = text[: match.start()].split()
        before = words[-1] if words else ""
        if before[-1:] and (before[-1] in MONEY_SIGNS or before[-1] in "=<>≤≥*+/^"):
            continue
        yield Numeral(match[0], match.start(), match.end(), before, text[match.end() :])


def written_like(value: Decimal, pattern: str) -> str:
    """Write a number without exponent; with commas where the pattern has some."""
    plain = format(value.normalize(), "f")
    return format(Decimal(plain), ",f") if "," in pattern else plain
