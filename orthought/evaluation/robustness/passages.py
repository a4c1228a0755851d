"""A text as passages: prose that a rule may reword, and all else, which stays as it is."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

BLOCKS: Final = re.compile(r"(\n[ \t]*\n\s*)")
FIXED: Final = re.compile(r"[|\t\\`]|\$\$|^\s*(?:[-*•\u2013#]|\(?\d+[.)]|\(?[a-zA-Z][.)]|\d+:)\s")
"""Signs of tables, lists, headings, code and formulas."""
NAMED: Final = re.compile(r"`\w+`")
"""A name of a table, such as `reels`, which is no code."""
FEWEST_WORDS: Final = 5


@dataclass(frozen=True)
class Passage:
    """A part of a text."""

    text: str
    """Without the line breaks of wrapped prose."""
    prose: bool
    width: int = 0
    """Columns at which the prose was wrapped; 0: it was not."""

    def written(self) -> str:
        """Return the passage as it stands in the text."""
        if not self.width:
            return self.text
        return textwrap.fill(self.text, self.width, break_long_words=False, break_on_hyphens=False)


def passages_of(text: str) -> tuple[Passage, ...]:
    """Split a text; `join_passages` gives it back exactly."""
    return tuple(
        passage
        for position, block in enumerate(BLOCKS.split(text))
        for passage in (_of_block(block) if position % 2 == 0 else [Passage(block, prose=False)])
    )


def join_passages(passages: tuple[Passage, ...]) -> str:
    """Return the text of passages."""
    return "".join(passage.written() for passage in passages)


def with_text(passages: tuple[Passage, ...], position: int, text: str) -> tuple[Passage, ...]:
    """Return the passages with another text in one of them."""
    changed = replace(passages[position], text=text)
    return (*passages[:position], changed, *passages[position + 1 :])


def is_prose(line: str) -> bool:
    """Tell whether a line is plain sentences."""
    plain = NAMED.sub("name", line)
    if FIXED.search(plain) or len(plain.split()) < FEWEST_WORDS:
        return False
    signs = [sign for sign in plain if not sign.isspace()]
    return sum(sign.isalpha() for sign in signs) > len(signs) / 2


def _of_block(block: str) -> Iterator[Passage]:
    lines = block.split("\n")
    if len(lines) > 1 and _is_wrapped(lines):
        passage = Passage(" ".join(lines), prose=True, width=max(map(len, lines)))
        if passage.written() == block:
            yield passage
            return
    for position, line in enumerate(lines):
        if position:
            yield Passage("\n", prose=False)
        yield Passage(line, prose=is_prose(line))


def _is_wrapped(lines: list[str]) -> bool:
    """Tell whether lines break only where the next word had no room.

    The last line of a wrapped paragraph may be a few words, which say nothing of their own.
    """
    width = max(map(len, lines))
    full = all(
        len(line) + 1 + len(following.split(" ", 1)[0]) > width
        for line, following in pairwise(lines)
    )
    return full and all(is_prose(line) for line in lines[:-1]) and not FIXED.search(lines[-1])
