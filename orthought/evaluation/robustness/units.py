"""Rule `units`: amounts in another unit of the same quantity, the number scaled.

A text is left as it is where a unit may be implied somewhere (a number without a word behind it, a
table), where the objective is not clearly money, or where the objective's sentences speak of the
quantity: the answer must stay the same number.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from orthought.evaluation.robustness.numerals import Numeral, numerals_of, written_like
from orthought.evaluation.robustness.passages import join_passages, passages_of, with_text
from orthought.evaluation.robustness.sentences import aims_of, sentences_of
from orthought.evaluation.robustness.word_lists import words_in

CURRENCY: Final = re.compile(r"[$€£¥]|\b(?:EUR|USD|GBP|CHF|RMB|CNY|euros?|dollars?|yuan|cents?)\b")
MONEY: Final = re.compile(
    r"\b(?:costs?|profits?|profitable|revenues?|income|margins?|earn\w*|money|prices?|cheap\w*"
    r"|expens\w+|bills?|rent|spend\w*|spent)\b",
    re.IGNORECASE,
)
CONCEPTS: Final = {
    "mass": r"weigh|mass|tonn|\btons?\b|kilo|\bkg\b|\bt\b|gram|heav|load",
    "time": r"\btime|hour|minute|second|\blong|quick|short|soon|early|late\b|fast|durat|delay"
    r"|makespan|\bh\b|\bmin\b|\bs\b",
    "length": r"distan|length|metre|meter|\blong|short|\bfar\b|\bkm\b|\bcm\b|width|height|\bmile",
    "volume": r"lit(?:re|er)|volum|\bL\b|\bmL\b|fill",
    "energy": r"energ|power|watt|k?wh\b|mwh|joule|\b[mk]j\b",
}
"""What a sentence about the objective may say of a quantity."""
BARE: Final = words_in(
    "and or to for per by at on of from if while but than respectively in as with each when"
)
"""Words behind a number whose unit is implied."""
MOST_DECIMALS: Final = 4


@dataclass(frozen=True)
class Unit:
    """A unit with the one that takes its place."""

    quantity: str
    names: str
    """Pattern of its names."""
    short: str
    """Of the other unit, where a sign stood."""
    long: str
    """The same where a word stood."""
    factor: Decimal

    def follows(self, numeral: Numeral) -> re.Match[str] | None:
        """Return the unit's name right behind a number."""
        end = r"(?![\w²³^-]|\s+(?:squared|cubed|square|cubic)\b)"
        return re.match(rf"(\s+)({self.names}){end}", numeral.after)


def _unit(quantity: str, names: str, short: str, long: str, factor: str) -> Unit:
    return Unit(quantity, names, short, long, Decimal(factor))


UNITS: Final = (
    _unit("mass", "t|tonnes?", "kg", "kilograms", "1000"),
    _unit("mass", "kg|kilograms?", "g", "grams", "1000"),
    _unit("mass", "g|grams?", "kg", "kilograms", "0.001"),
    _unit("time", "h|hours?", "min", "minutes", "60"),
    _unit("time", "min|minutes?", "s", "seconds", "60"),
    _unit("length", "km|kilometres?|kilometers?", "m", "metres", "1000"),
    _unit("length", "metres?|meters?", "cm", "centimetres", "100"),
    _unit("volume", "L|litres?|liters?", "mL", "millilitres", "1000"),
    _unit("energy", "MWh|megawatt-hours?", "kWh", "kilowatt-hours", "1000"),
    _unit("energy", "MJ|megajoules?", "kJ", "kilojoules", "1000"),
)


def convert_units(text: str, chance: random.Random) -> tuple[str, int]:
    """Return the text with some units converted throughout, and how many amounts there are."""
    units = _convertible(text)
    if not units:
        return text, 0
    chosen = [unit for unit in units if chance.random() < 0.5] or [chance.choice(units)]
    passages, changes = passages_of(text), 0
    for position, passage in enumerate(passages):
        if passage.prose:
            converted, count = _converted(passage.text, chosen)
            passages, changes = with_text(passages, position, converted), changes + count
    return join_passages(passages), changes


def _convertible(text: str) -> list[Unit]:
    """Return the units of a text that can be converted without touching its meaning."""
    passages = passages_of(text)
    prose = " ".join(passage.text for passage in passages if passage.prose)
    in_tables = any(re.search(r"\d", p.text) for p in passages if not p.prose)
    if in_tables or not CURRENCY.search(text) or _has_bare_numbers(prose):
        return []
    aims = " ".join(aims_of(sentences_of(prose)))
    if not MONEY.search(aims):
        return []
    spoken_of = {name for name, words in CONCEPTS.items() if re.search(words, aims, re.I)}
    numerals = list(numerals_of(prose))
    return [unit for unit in UNITS if unit.quantity not in spoken_of and _all_fit(unit, numerals)]


def _has_bare_numbers(prose: str) -> bool:
    return any(
        not numeral.next_word or numeral.next_word.lower() in BARE for numeral in numerals_of(prose)
    )


def _all_fit(unit: Unit, numerals: list[Numeral]) -> bool:
    """Tell whether a unit occurs, and every amount in it can be written with few decimals."""
    amounts = [numeral.value * unit.factor for numeral in numerals if unit.follows(numeral)]
    return bool(amounts) and all(amount == round(amount, MOST_DECIMALS) for amount in amounts)


def _converted(text: str, units: list[Unit]) -> tuple[str, int]:
    changes = 0
    for numeral in reversed(list(numerals_of(text))):
        unit = next((unit for unit in units if unit.follows(numeral)), None)
        match = unit.follows(numeral) if unit else None
        if unit is None or match is None:
            continue
        number = written_like(numeral.value * unit.factor, numeral.text)
        name = unit.short if len(match[2]) <= 3 else unit.long
        tail = text[numeral.end + match.end() :]
        text, changes = f"{text[: numeral.start]}{number}{match[1]}{name}{tail}", changes + 1
    return text, changes
