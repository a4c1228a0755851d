"""Numbered sentences of a problem text, so that every part of a model can cite where it is from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from orthought.agent.replies.vocabulary import words
from orthought.base import Model


class Sentence(Model):
    """One sentence, list item, heading or table row.

    `text` has the length of the slice `[start, end)` of the problem text, with every white space
    character made a plain space, so that positions in it are positions in the problem text.
    """

    number: int
    """Counted from 1."""
    text: str
    start: int
    end: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split a text at ends of sentences, blank lines, list items, headings and table rows.

    Every letter and digit of the text is in exactly one sentence; rules such as `|---|` in none.
    """
    spans = [
        span
        for start, end in _blocks(text)
        for span in _split_block(text, start, end)
        if any(map(str.isalnum, text[slice(*span)]))
    ]
    return tuple(
        Sentence(number=number, text=_SPACE.sub(" ", text[start:end]), start=start, end=end)
        for number, (start, end) in enumerate(spans, start=1)
    )


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans that no sentence crosses: paragraphs, list items, headings, table rows."""
    begun: int | None = None
    last = 0
    for match in _LINE.finditer(text):
        line, start, end = match.group(), match.start(), match.end()
        alone = _ALONE.match(line) is not None or line.count("|") > 1
        ends_before = alone or not line.strip() or _ITEM.match(line) is not None
        if ends_before and begun is not None:
            yield begun, last
            begun = None
        if alone:
            yield start, end
        elif line.strip() and begun is None:
            begun = start
        last = end
    if begun is not None:
        yield begun, last


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    block = text[start:end]
    opened = _ITEM.match(block)
    formulas = [match.span() for match in _FORMULA.finditer(block)]
    starts = [begin for begin, _ in formulas]
    begin = 0
    position = opened.end() if opened else 0
    for match in _END.finditer(block, position):
        # A closing quote or bracket may be eaten by the match, but a later formula may not.
        if _ends_sentence(block, match) and not _inside(formulas, starts, match.start()):
            yield from _stripped(block, begin, match.end(), start)
            begin = match.end()
    yield from _stripped(block, begin, len(block), start)


def _ends_sentence(block: str, match: re.Match[str]) -> bool:
    if match["full"]:
        return True
    following = block[match.end() : match.end() + 80].lstrip()
    if not following:
        return True
    if match["mark"] != ".":
        return not (match["mark"].startswith("..") and following[0].islower())
    word = _LAST_WORD.search(block[max(0, match.start() - 24) : match.start()])
    if word is None:
        return True
    return not _is_abbreviation(word.group(), following)


def _is_abbreviation(word: str, following: str) -> bool:
    lower = word.lower()
    if lower in _ALWAYS or _INITIALS.fullmatch(word):
        return True
    if lower in _BEFORE_NUMBER:
        return following[0].isdigit()
    if lower in _BEFORE_NAME and word[0].isupper():
        return following[0].isupper()
    return lower in _INSIDE and not following[0].isupper()


def _inside(spans: list[tuple[int, int]], starts: list[int], position: int) -> bool:
    before = bisect_right(starts, position) - 1
    return before >= 0 and position < spans[before][1] - 1


def _stripped(block: str, begin: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    piece = block[begin:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        yield offset + begin + left, offset + begin + right


_SPACE: Final = re.compile(r"\s")
_LINE: Final = re.compile(r"[^\r\n\u2028\u2029]+|(?<=\n)(?=\r?\n)|(?<=\r)(?=\r)")
_ALONE: Final = re.compile(r"\s{0,3}(?:#{1,6}\s|\||```|~~~)")
_ITEM: Final = re.compile(r"\s*(?:[-*+\u2022\u2023\u25e6\u2013]\s+|\(?(?:\d{1,3}|[a-z])[.)]\s+)")
_CLOSERS: Final = r"[\"'\u2019\u201d\u00bb)\]}*_]{0,4}"
_END: Final = re.compile(
    rf"(?P<full>[\u3002\uff01\uff1f]+{_CLOSERS}[\u300d\u300f\uff09]*)"
    rf"|(?P<mark>\.{{2,6}}|[.!?\u2026\u061f\u0964\u06d4]){_CLOSERS}(?=\s|$)"
)
_FORMULA: Final = re.compile(
    r"\$\$[^$]{1,2000}\$\$|\$(?=\S)[^$\n]{0,300}(?<=\S)\$(?!\d)|\\\([^\n]{0,300}?\\\)"
)
_LAST_WORD: Final = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*$")
_INITIALS: Final = re.compile(r"[a-z](?:\.[a-z])+")
_ALWAYS: Final = words("eg ie approx vs cf bzw ca resp incl excl viz zzgl inkl ggf usw")
_BEFORE_NUMBER: Final = words("no nr nos fig figs eq eqs sec ch vol pp art tab num")
_BEFORE_NAME: Final = words("mr mrs ms dr st prof sr jr gen rev mt ft")
_INSIDE: Final = words(
    "etc min max avg hr hrs mins kg lb lbs oz in sq cu wk wks yr yrs mo dept est inc ltd co "
    "corp qty amt std temp a.m p.m u.s u.k jan feb mar apr jun jul aug sep sept oct nov dec"
)
