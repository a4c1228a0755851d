"""Number words: 'two', 'a dozen', 'half', 'two hundred and fifty', 'twice', 'two thirds'."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from orthought.agent.reading.sentences import Sentence

if TYPE_CHECKING:
    from orthought.agent.reading.numbers import TextNumber


def read(
    sentence: Sentence, start: int, end: int, make: Callable[..., TextNumber]
) -> Iterator[TextNumber]:
    """Yield the number that begins with the word at `start`, if one does."""
    text = sentence.text
    if not _is_number_word(text[start:end]):
        return
    stop, value, approximate = _read_phrase(text, start)
    if value is None or stop <= start:
        return
    after = text[stop : stop + 40]
    percent = re.match(r"[\s-]?(?:%|percent|per cent|prozent)", after, re.IGNORECASE) is not None
    unit = _UNIT.match(after)
    yield make(
        value=value,
        text=text[start:stop],
        unit="%" if percent else unit["unit"] if unit else "",
        percent=percent,
        word=True,
        # 'a million cubic metres' is as often a unit as an amount.
        firm=not (value >= 1e6 and text[start] in "aA")
        and _is_firm(text[max(0, start - 40) : start], value, percent),
        approximate=approximate,
        alternatives=(value / 100,) if percent else (),
        sentence=sentence.number,
        start=sentence.start + start,
        end=sentence.start + stop,
    )


def _is_number_word(word: str) -> bool:
    first = re.split("-", word.lower(), maxsplit=1)[0]
    return first in _SMALL or first in _SCALES or first in _ALONE or first in ("a", "an")


def _read_phrase(text: str, start: int) -> tuple[int, float | None, bool]:
    """Read the longest number phrase; return where it ends, its value, whether approximate."""
    tokens = [(m.group().lower(), m.end()) for m in _PHRASE.finditer(text, start, start + 120)]
    tokens = _adjacent(text, start, tokens)
    first = tokens[0][0]
    second = tokens[1][0] if len(tokens) > 1 else ""
    if first in _ALONE:
        return tokens[0][1], _ALONE[first], False
    if first in ("a", "an", "one") and second in (*_PARTS, "half", "dozen", "score"):
        return _part(tokens)
    if first in ("a", "an"):
        if second in _SCALES:
            return _sum(tokens[1:], 1.0)
        return start, None, False
    if first in _SCALES and first != "dozen":
        # 'in thousand EUR' is a unit.
        return start, None, False
    if first in _SMALL and second in _PARTS and second not in _UNIT_PARTS_OF_ONE:
        return _part(tokens)
    return _sum(tokens, 0.0)


def _adjacent(text: str, start: int, tokens: list[tuple[str, int]]) -> list[tuple[str, int]]:
    kept: list[tuple[str, int]] = []
    position = start
    for word, end in tokens:
        gap = text[position : end - len(word)]
        if kept and gap not in (" ", "-", "  "):
            break
        kept.append((word, end))
        position = end
    return kept


def _part(tokens: list[tuple[str, int]]) -> tuple[int, float | None, bool]:
    count = 1.0 if tokens[0][0] in ("a", "an") else _SMALL[tokens[0][0]]
    name, end = tokens[1]
    if name in ("dozen", "score"):
        return end, count * _SCALES[name], False
    size = 2.0 if name == "half" else float(_PARTS[name])
    if count >= size:  # 'six quarters' are quarters of a year, a city, a loaf: six of them
        return tokens[0][1], count, False
    value = count / size
    return end, value, round(value, 4) != value


def _sum(tokens: list[tuple[str, int]], begun: float) -> tuple[int, float | None, bool]:
    total, current, end = 0.0, begun, 0
    seen = False
    for position, (word, stop) in enumerate(tokens):
        if word in _SMALL:
            if seen and not _may_follow(tokens[position - 1][0], word):
                break
            current += _SMALL[word]
        elif word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
            if _SCALES[word] >= 1000:
                total, current = total + current, 0.0
        elif word == "and" and seen and tokens[position - 1][0] in ("hundred", "thousand"):
            if position + 1 == len(tokens) or tokens[position + 1][0] not in _SMALL:
                break
            continue
        else:
            break
        seen, end = True, stop
    return end, (total + current if seen else None), False


def _may_follow(before: str, word: str) -> bool:
    if before in _TENS:
        return _SMALL[word] < 10
    return before in _SCALES or before == "and"


def _is_firm(before: str, value: float, percent: bool) -> bool:
    """Small counts are often only talk ('the two plants'); after a limit word they are numbers."""
    return percent or value > 12 or value != int(value) or _LIMIT.search(before) is not None


_ORDERED: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_SMALL: Final = {word: float(value) for value, word in enumerate(_ORDERED.split())}
_TENS: Final = {
    "twenty": 20.0,
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
}
_SMALL.update(_TENS)
_OTHER_LANGUAGES: Final = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "zwanzig": 20, "deux": 2, "trois": 3, "quatre": 4,
    "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "vingt": 20, "dos": 2,
    "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "veinte": 20, "hundert": 100, "tausend": 1000, "cent": 100, "cien": 100,
}  # fmt: skip
_SCALES: Final = {
    "hundred": 100.0,
    "thousand": 1000.0,
    "million": 1e6,
    "billion": 1e9,
    "dozen": 12.0,
    "score": 20.0,
}
_PARTS: Final = {
    "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5,
    "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
    "half": 2, "halves": 2,
}  # fmt: skip
_UNIT_PARTS_OF_ONE: Final = frozenset(("third", "quarter", "fourth", "fifth", "sixth"))
_ALONE: Final[dict[str, float]] = {
    "half": 0.5,
    "twice": 2.0,
    "double": 2.0,
    "thrice": 3.0,
    "triple": 3.0,
    "hälfte": 0.5,
    "doppelt": 2.0,
    "moitié": 0.5,
    "mitad": 0.5,
    **{word: float(value) for word, value in _OTHER_LANGUAGES.items() if word != "cent"},
}
_PHRASE: Final = re.compile(r"[^\W\d_]+")
_UNIT: Final = re.compile(r"[\s-]?(?P<unit>[^\W\d_]+)")
_LIMIT: Final = re.compile(
    r"(?:at most|at least|no more than|not more than|no fewer than|no less than|up to|exactly|"
    r"more than|less than|fewer than|maximum of|minimum of|only|precisely|höchstens|mindestens|"
    r"genau|au plus|au moins|exactement|como máximo|al menos)\s+$",
    re.IGNORECASE,
)
