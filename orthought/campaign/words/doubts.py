"""What words and rules do not share: a number that no rule holds, a value that nobody named.

Weak language models drop numbers and add values. Both can be seen without understanding a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Categorical, Option, Space, Value

COUNTS: Final = {
    "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0,
    "eight": 8.0, "nine": 9.0, "ten": 10.0, "eleven": 11.0, "twelve": 12.0,
}  # fmt: skip
"""Number words; 'one' is no number in 'no one' and 'one of them'."""
_NUMBER: Final = re.compile(r"(?<![\w.,-])\d+(?:\.\d+)?(?![\w-])")
_WORD: Final = re.compile(rf"\b({'|'.join(COUNTS)})\b", re.IGNORECASE)


def doubts_of(
    text: str, numbers: Iterable[float], values: Iterable[str], space: Space
) -> tuple[str, ...]:
    """Return what a person should check, in words.

    Args:
        text: the chemist's words, those that could not be said left out.
        numbers: all numbers that the rules hold.
        values: the options that the rules name.
        space: of the campaign.
    """
    held = set(numbers)
    found = [
        f"Check: you say {word!r}, but no rule holds this number."
        for word, number in _numbers_of(text).items()
        if number not in held
    ]
    options = {o.name: o for p in space.parameters if isinstance(p, Categorical) for o in p.options}
    named = dict.fromkeys(value for value in values if value in options)
    silent = [name for name in named if not _is_said(options[name], text)]
    if silent:
        found.append(f"Check: the rules name {', '.join(silent)}, but your words do not.")
    return tuple(found)


def plate_numbers(rules: PlateRules) -> Iterator[float]:
    """Yield all numbers of plate rules."""
    for limit in rules.limits:
        yield from _known(limit.least, limit.most)
    for quota in rules.quotas:
        yield from _known(quota.least, quota.most, quota.low, quota.high, *quota.values)
    for control in rules.controls:
        yield from _known(control.wells, *control.point.values())
    for price in rules.prices:
        yield from _known(price.well, price.once, price.value)
    yield from _known(rules.cost_limit)


def plate_values(rules: PlateRules) -> Iterator[str]:
    """Yield the options that plate rules name."""
    values: list[Value] = [value for quota in rules.quotas for value in quota.values]
    values += [value for control in rules.controls for value in control.point.values()]
    values += [price.value for price in rules.prices]
    yield from (value for value in values if isinstance(value, str))


def _known(*values: Value | None) -> Iterator[float]:
    yield from (float(value) for value in values if isinstance(value, int | float))


def _numbers_of(text: str) -> dict[str, float]:
    found = {word: float(word) for word in _NUMBER.findall(text)}
    return found | {word: COUNTS[word.lower()] for word in _WORD.findall(text)}


def _is_said(option: Option, text: str) -> bool:
    """Tell whether a text names an option; 'None' is said in too many ways to look for it."""
    words = [re.escape(word) for word in (option.name, option.label) if word]
    said = re.search(rf"(?<!\w)({'|'.join(words)})(?!\w)", text, re.IGNORECASE)
    return option.name == "None" or said is not None
