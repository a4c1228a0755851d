"""Numbers of a problem text, however they are written, each with its place and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from orthought.agent.reading import number_words
from orthought.agent.reading.figures import TOKEN, read_figure
from orthought.agent.reading.sentences import Sentence
from orthought.agent.replies.vocabulary import (
    ALWAYS_LABEL,
    BEFORE_YEAR,
    DISTRIBUTIVE,
    HUNDREDTHS,
    LABELS,
    UNITS,
)
from orthought.base import Model


class TextNumber(Model):
    """A number as it stands in the text."""

    value: float
    text: str
    """As written, without unit."""
    unit: str = ""
    """The word or symbol that follows (or the currency before): a guess."""
    percent: bool = False
    """Whether it is a percentage; `value` is 35 for '35 %'."""
    label: bool = False
    """Whether it names something ('week 3', 'G1', a year) and is no quantity."""
    word: bool = False
    """Whether it is written as a word."""
    firm: bool = False
    """Whether a word of a limit stands before it ('at most two')."""
    approximate: bool = False
    """Whether it has no finite decimal expansion ('1/3', 'two thirds')."""
    alternatives: tuple[float, ...] = ()
    """Other readings: 0.35 for '35 %', 2 for '2 million', 510 for '8:30'."""
    sentence: int
    """Number of the sentence."""
    start: int
    end: int
    """Offsets in the problem text."""

    @property
    def readings(self) -> tuple[float, ...]:
        """The value and every other reading of it."""
        return (self.value, *self.alternatives)


def find_numbers(sentences: Sequence[Sentence]) -> tuple[TextNumber, ...]:
    """Find integers, decimals, fractions, percentages, times and number words in sentences."""
    european = _writes_decimal_comma(sentences)
    found: list[TextNumber] = []
    for sentence in sentences:
        previous: TextNumber | None = None
        for number in _in_sentence(sentence, european):
            is_label = previous is not None and _continues_label(previous, number, sentence)
            previous = number.model_copy(update={"label": True}) if is_label else number
            found.append(previous)
    return tuple(found)


def _in_sentence(sentence: Sentence, european: bool) -> Iterator[TextNumber]:
    read_to = 0
    for match in TOKEN.finditer(sentence.text):
        # A phrase such as 'two hundred and fifty' was read whole at its first word.
        if sentence.start + match.start() < read_to:
            continue
        for number in _read_token(sentence, match, european):
            yield number
            read_to = number.end


def _read_token(sentence: Sentence, match: re.Match[str], european: bool) -> Iterator[TextNumber]:
    if match["word"]:
        yield from number_words.read(sentence, match.start(), match.end(), TextNumber)
    elif match["identifier"] or match["power"]:
        yield from _labels(sentence, match)
    elif not match["skip"]:
        number = _figure(sentence, match, european)
        if number is not None:
            yield number


def _labels(sentence: Sentence, match: re.Match[str]) -> Iterator[TextNumber]:
    """Digits inside a name such as G1 are labels; the 3 of m^3 is nothing at all."""
    if match["power"]:
        return
    digits = re.search(r"\d+", match.group())
    if digits is None or len(digits.group()) > 15:
        return
    yield TextNumber(
        value=float(digits.group()),
        text=digits.group(),
        label=True,
        sentence=sentence.number,
        start=sentence.start + match.start() + digits.start(),
        end=sentence.start + match.start() + digits.end(),
    )


def _figure(sentence: Sentence, match: re.Match[str], european: bool) -> TextNumber | None:
    text = sentence.text
    read = read_figure(match, european)
    if read is None:
        return None
    value, alternatives, approximate, label = read
    if _is_negative(text, match):
        value, alternatives = -value, tuple(-other for other in alternatives)
    end = match.end()
    after = text[end : end + 60]
    before = text[max(0, match.start() - 60) : match.start()]
    if _ORDINAL.match(after):
        return None
    factor = _FACTOR.match(after)
    if factor:
        alternatives = (*alternatives, value)
        value *= _FACTORS[factor["name"].lower()]
        after, end = after[factor.end() :], end + factor.end()
    percent = _PERCENT.match(after) is not None
    if percent:
        alternatives = (*alternatives, value / 100)
    unit = "%" if percent else _unit(before, after)
    if unit.lower() in HUNDREDTHS:
        alternatives = (*alternatives, value / 100)
    whole = value == int(value) if abs(value) < 1e15 else True
    return TextNumber(
        value=value,
        text=text[match.start() : end],
        unit=unit,
        percent=percent,
        label=label
        or _is_place(before, after, match.start())
        or (whole and not percent and _is_label(before, after, value, match.group())),
        firm=True,
        approximate=approximate,
        alternatives=alternatives,
        sentence=sentence.number,
        start=sentence.start + match.start(),
        end=sentence.start + end,
    )


def _is_negative(text: str, match: re.Match[str]) -> bool:
    start = match.start()
    if start == 0 or text[start - 1] not in "-\u2212":
        return False
    before = text[max(0, start - 2) : start - 1]
    return before == "" or before in " ([{=:,;|$\u00a0"


def _is_place(before: str, after: str, start: int) -> bool:
    """Whether a figure says where something stands: 'Table 1.3', 'c_{12}', 'i = 1,2', '4. The'."""
    word = _WORD_BEFORE.search(before)
    if word is not None and word["name"].lower().rstrip(".") in ALWAYS_LABEL:
        return True
    if _INDEX_BEFORE.search(before):
        return True
    begins = start == 0 or (start == 1 and before == "(")
    return begins and _ITEM_AFTER.match(after) is not None


def _is_label(before: str, after: str, value: float, text: str) -> bool:
    """Whether a whole number names the thing before it: 'week 3', 'Table 2', 'in 2024'."""
    word = _WORD_BEFORE.search(before)
    if word is None or "." in text or "," in text:
        return False
    name = word["name"].lower()
    if name in ALWAYS_LABEL or (name.startswith("#") and not word["name"][1:]):
        return True
    next_word = (_WORD_AFTER.match(after) or [""])[0].strip().lower()
    if 1900 <= value <= 2100 and name in BEFORE_YEAR and next_word not in UNITS:
        return True
    singular = name[:-1] if name.endswith("s") and name[:-1] in LABELS else name
    if singular not in LABELS or value > 999 or next_word in UNITS:
        return False
    article = (_WORD_BEFORE.search(before[: word.start()]) or {"name": ""})["name"].lower()
    return article not in DISTRIBUTIVE


def _continues_label(previous: TextNumber, number: TextNumber, sentence: Sentence) -> bool:
    """Whether 'and 3' goes on after 'weeks 1'."""
    if not previous.label or number.label or number.percent or number.unit in UNITS:
        return False
    between = sentence.text[previous.end - sentence.start : number.start - sentence.start]
    if _JOIN.fullmatch(between) is None or number.value != int(number.value):
        return False
    following = sentence.text[number.end - sentence.start :][:20]
    return (_WORD_AFTER.match(following) or [""])[0].strip().lower() not in UNITS


def _unit(before: str, after: str) -> str:
    currency = _CURRENCY_BEFORE.search(before)
    if currency:
        return currency["unit"]
    following = _UNIT_AFTER.match(after)
    return following["unit"] if following else ""


def _writes_decimal_comma(sentences: Sequence[Sentence]) -> bool:
    text = " ".join(sentence.text for sentence in sentences)
    commas = len(re.findall(r"(?<![\d.,])\d+,\d{1,2}(?![\d,.]|\.\d)", text))
    dots = len(re.findall(r"(?<![\d.,])\d+\.\d{1,2}(?![\d.]|,\d)", text))
    mixed = len(re.findall(r"\d\.\d{3},\d", text))
    return mixed > 0 or commas > dots


_FACTORS: Final = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "tsd": 1e3,
    "tausend": 1e3,
    "mille": 1e3,
    "mil": 1e3,
    "million": 1e6,
    "millions": 1e6,
    "mio": 1e6,
    "millionen": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "\u4e07": 1e4,
}
_FACTOR: Final = re.compile(
    r"[\s\u00a0-]?(?P<name>" + "|".join(sorted(_FACTORS, key=len, reverse=True)) + r")(?![^\W\d_])",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(
    r"[\s\u00a0-]{0,2}\\?(?:%|\uff05|percent|per cent|per-cent|pct|prozent|pour cent|por ciento)",
    re.IGNORECASE,
)
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
_WORD_BEFORE: Final = re.compile(r"(?P<name>#|[^\W\d_]+\.?)[\s\u00a0(#-]{0,2}$")
_INDEX_BEFORE: Final = re.compile(r"_\s?\{?$|(?<![^\W_])[i-n]\s?=\s?$")
_ITEM_AFTER: Final = re.compile(r"[.)]\s+[^\W\d_]")
_WORD_AFTER: Final = re.compile(r"[\s\u00a0-]?[^\W\d_]+")
_JOIN: Final = re.compile(
    r"\s?(?:,|;|/|&|-|\u2013|,? ?(?:and|or|to|through|until|till|und|bis|et|y))\s?"
)
_CURRENCY_BEFORE: Final = re.compile(
    r"(?P<unit>[$\u20ac\u00a3\u00a5]|\b(?:EUR|USD|GBP|CHF|JPY|CNY|RMB))\s?$"
)
_UNIT_AFTER: Final = re.compile(
    r"[\s\u00a0-]?(?:\\?(?P<unit>[$\u20ac\u00a3\u00a5]|[^\W\d_]+(?:\^?[23]\b)?"
    r"(?:/[^\W\d_]+(?:\^?[23]\b)?)?))"
)
