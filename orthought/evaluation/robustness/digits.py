"""The rule `words`: whole numbers written as words."""

from __future__ import annotations

import random
import re
from typing import Final

from orthought.agent.reading.numbers import TextNumber, find_numbers
from orthought.agent.reading.sentences import split_sentences
from orthought.evaluation.robustness.passages import is_prose

MOST: Final = 999
"""Larger numbers stay figures: nobody writes them out."""
_DIGITS: Final = re.compile(r"\d+")
_ONES: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_CURRENCY: Final = "$€£¥"


def digits_to_words(text: str, draw: random.Random) -> tuple[str, int]:
    """Return the text with its whole numbers as words, and how many.

    Figures stay in lists and tables, names ('week 3', 'G1'), years, percentages and amounts with a
    currency sign, in decimals, and wherever a sign or a letter touches them.
    """
    del draw  # all of them are written out: nothing is drawn
    sentences = split_sentences(text)
    prose = {sentence.number for sentence in sentences if is_prose(text, sentence)}
    numbers = [n for n in find_numbers(sentences) if n.sentence in prose and _is_plain(text, n)]
    for number in reversed(numbers):
        words = in_words(int(number.value))
        if not text[: number.start].rstrip(" \n") or _begins_sentence(text, number.start):
            words = words.capitalize()
        text = text[: number.start] + words + text[number.end :]
    return text, len(numbers)


def in_words(number: int) -> str:
    """Return a whole number from 0 to 999 in words: 'two hundred and fifty-one'."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(number, 100)
    return f"{_ONES[hundreds]} hundred" + (f" and {in_words(rest)}" if rest else "")


def _is_plain(text: str, number: TextNumber) -> bool:
    """Tell whether a number is a whole amount in figures that nothing touches."""
    if number.word or number.percent or number.label or not _DIGITS.fullmatch(number.text):
        return False
    before, after = text[: number.start][-1:], text[number.end :][:2]
    touched = before and (before.isalnum() or before in f"{_CURRENCY}.,-/:+(*^='\"")
    follows = after[:1].isalnum() or after[:1] in "-/:%°*^)'\"" or re.match(r"[.,]\d", after)
    is_figure = number.value <= MOST and text[number.start] != "0"
    return bool(is_figure and not touched and not follows)


def _begins_sentence(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:] in (".", "?", "!", ":") and text[start - 1 : start].isspace()
