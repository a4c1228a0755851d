"""Rule `words`: whole numbers written as words."""

from __future__ import annotations

import random
import re
from typing import Final

from orthought.evaluation.robustness.numerals import Numeral, numerals_of
from orthought.evaluation.robustness.passages import join_passages, passages_of, with_text
from orthought.evaluation.robustness.word_lists import listed, words_in

SMALL: Final = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS: Final = ("", "", *listed("twenty thirty forty fifty sixty seventy eighty ninety"))
LARGEST: Final = 999_999
LARGEST_LABEL: Final = 20
NAMING: Final = re.compile(r"\b(?:designated|numbered|label+ed|called|named)\s+[\d,\sand]*$")
LABELS: Final = words_in(
    "table figure fig section equation eq machine product site type plant factory warehouse city "
    "node item period day week month year quarter job task worker project route step stage group "
    "region customer store option zone class grade level line phase scenario hour no number model "
    "size crop food station team shift vehicle truck supplier resource process order part area "
    "point location district depot facility center centre raw material unit block category train "
    "flight patient student room tank mine field source strategy scheme plan method variable "
    "constraint mode arc edge server gate bus"
)
"""Words before a number that is a name: 'machine 2'."""
FUNCTION_WORDS: Final = words_in(
    "a all an and are as at between by each every exactly first for from has have in is it least "
    "most of on only or over some than the there these they to under up with within"
)
YEAR: Final = re.compile(r"(?:19|20)\d\d")
BEFORE_YEARS: Final = words_in("in since year until before after from by of")


def spell_out(text: str, chance: random.Random) -> tuple[str, int]:
    """Return the text with whole numbers as words, and how many there are."""
    passages, changes = passages_of(text), 0
    for position, passage in enumerate(passages):
        if not passage.prose or re.search(r"[$\\{}=<>≤≥]", passage.text):
            continue
        found = [
            numeral
            for numeral in numerals_of(passage.text)
            if _is_count(numeral)
            and not _speaks_of_columns(passage.text, numeral)
            and not _is_numbered(passage.text, numeral)
        ]
        if found:
            passages = with_text(passages, position, _spelled(passage.text, found))
            changes += len(found)
    return (join_passages(passages), changes) if changes else (text, 0)


def words_for(number: int) -> str:
    """Return a whole number from 0 to 999 999 in words, such as 'two hundred forty-one'."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return TENS[ten] + (f"-{SMALL[one]}" if one else "")
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    many, rest = divmod(number, size)
    return f"{words_for(many)} {name}" + (f" {words_for(rest)}" if rest else "")


def _spelled(text: str, found: list[Numeral]) -> str:
    for numeral in reversed(found):
        words = words_for(int(numeral.value))
        head = text[: numeral.start]
        if not head.strip() or re.search(r"[.?!]\s+$", head):
            words = words.capitalize()
        text = head + words + text[numeral.end :]
    return text


def _is_numbered(text: str, numeral: Numeral) -> bool:
    """Tell whether a text counts things through: 'beam 1 ... beam 2', 'numbered 1, 2 and 3'."""
    if numeral.value > LARGEST_LABEL:
        return False
    if NAMING.search(text[: numeral.start]):
        return True
    word = numeral.before.lower()
    if not word.isalpha() or word in FUNCTION_WORDS:
        return False
    return all(re.search(rf"\b{word} {number}\b(?!\.\d)", text, re.I) for number in (1, 2))


def _speaks_of_columns(text: str, numeral: Numeral) -> bool:
    """Tell whether a number stands beside the name of a column, in which it stands as a digit."""
    begin = text.rfind(". ", 0, numeral.start) + 1
    sentence = text[begin : numeral.end] + numeral.after.partition(". ")[0]
    return bool(re.search(r"\b(?:columns?|code|matrix)\b", sentence, re.IGNORECASE))


def _is_count(numeral: Numeral) -> bool:
    """Tell whether a number is a plain whole number, and no name, year or leading digit."""
    if not numeral.is_whole or numeral.value > LARGEST or _leads_zero(numeral.text):
        return False
    if not re.match(r"\s|[.,;:)?!](?:\s|$)|$", numeral.after):
        return False
    word = numeral.before.strip('("“\u2018,;:').lower()
    if YEAR.fullmatch(numeral.text) and word in BEFORE_YEARS and not numeral.next_word:
        return False
    return not _is_label(numeral.before, word)


def _leads_zero(text: str) -> bool:
    return len(text) > 1 and text[0] == "0"


def _is_label(before: str, word: str) -> bool:
    """Tell whether the word before a number is the first part of a name."""
    if word in LABELS:
        return True
    starts_name = before[:1].isupper() and before[-1:].isalpha()
    return starts_name and word not in FUNCTION_WORDS
