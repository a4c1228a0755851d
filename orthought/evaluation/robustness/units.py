"""The rule `units`: amounts in a smaller unit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from orthought.agent.reading.sentences import Sentence, split_sentences
from orthought.evaluation.robustness.passages import is_prose


@dataclass(frozen=True)
class Conversion:
    """From a unit to a smaller one."""

    units: str
    """Expression of what may be written for the unit."""
    small: str
    factor: int


CONVERSIONS: Final = (
    Conversion(r"kg|kilograms?|kilogrammes?", "g", 1000),
    Conversion(r"t|tons?|tonnes?", "kg", 1000),
    Conversion(r"h|hrs?|hours?", "minutes", 60),
    Conversion(r"min|mins|minutes?", "seconds", 60),
    Conversion(r"km|kilomet(?:re|er)s?", "m", 1000),
    Conversion(r"m|met(?:re|er)s?", "cm", 100),
    Conversion(r"L|lit(?:re|er)s?", "mL", 1000),
)
_MONEY: Final = re.compile(
    r"\b(?:cost|costs|costly|profits?|revenues?|incomes?|earn(?:s|ed|ing|ings)?|money|margins?|"
    r"cheap(?:est|ly)?|expens\w*|bill|budget|price|EUR|USD|dollars?|euros?)\b|[$€£]",
    re.IGNORECASE,
)
_GOAL: Final = re.compile(
    r"\?|\b(?:maximi[sz]\w*|minimi[sz]\w*|cheapest|as \w+ as possible)\b", re.IGNORECASE
)
_NUMBER: Final = r"(?<![\w.,/-])\d+(?:\.\d+)?(?![\w/-])(?![.,]\d)"
_BARE: Final = re.compile(rf"{_NUMBER}(?=\s*(?:$|[.,;:?!)]|and\b|or\b|to\b|but\b|in\b|for\b))")
"""A number without a unit of its own: it may share the one of a neighbour."""


def convert_units(text: str, draw: random.Random) -> tuple[str, int]:
    """Return the text with the amounts of one unit in a smaller one, and how many.

    Only where the goal is money: then no unit of the objective is at stake. A sentence in which
    some number has no unit of its own stays as it is, because that number may share another's;
    rates ('per kg') stay too.
    """
    sentences = [s for s in split_sentences(text) if is_prose(text, s)]
    goals = [s for s in sentences if _GOAL.search(s.text)]
    if not goals or not all(_MONEY.search(s.text) for s in goals):
        return text, 0
    free = [s for s in sentences if not _BARE.search(s.text)]
    found = [one for one in CONVERSIONS if any(_places(s, one) for s in free)]
    if not found:
        return text, 0
    chosen = draw.choice(found)
    places = [place for s in free for place in _places(s, chosen)]
    for start, end, number in reversed(places):
        text = f"{text[:start]}{_scaled(number, chosen.factor)} {chosen.small}{text[end:]}"
    return text, len(places)


def _places(sentence: Sentence, conversion: Conversion) -> list[tuple[int, int, str]]:
    return list(_find(sentence, conversion))


def _find(sentence: Sentence, conversion: Conversion) -> Iterator[tuple[int, int, str]]:
    pattern = rf"(?P<number>{_NUMBER})\s(?P<unit>{conversion.units})(?![\w/-])(?!\s*(?:per|/|²|³))"
    for match in re.finditer(pattern, sentence.text):
        yield sentence.start + match.start(), sentence.start + match.end(), match["number"]


def _scaled(number: str, factor: int) -> str:
    value = Decimal(number) * factor
    whole = value.to_integral_value()
    return str(whole) if value == whole else format(value.normalize(), "f")
