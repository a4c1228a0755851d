"""Passages of prose and their sentences: where a text may be cut and put together otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from orthought.agent.reading.sentences import Sentence, split_sentences

_REFERS: Final = re.compile(
    r"(?:it|its|they|their|them|this|that|these|those|such|both|each of|all of|none of|one of|"
    r"the (?:other|others|rest|remaining|former|latter|same|first|second|third|last|latest|next|"
    r"following)|he|she|his|her|there|then|thus|so|hence|therefore|otherwise|however|but|also|and|"
    r"or|in addition|additionally|moreover|furthermore|besides|for example|for instance|instead|"
    r"similarly|likewise|meanwhile|if not|in (?:this|that|these|those|both)|similar|again|as a "
    r"result|here|where|whereas|finally|every such|no such|only)\b",
    re.IGNORECASE,
)
"""Openings of a sentence that may lean on the one before."""
_LEANS: Final = re.compile(
    r"\b(?:above|previous|previously|aforementioned|mentioned|former|latter|respectively|the rest|"
    r"the remaining|the others?|again|said)\b",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(r"the (?P<noun>[^\W\d_]+)", re.IGNORECASE)
"""'The partner takes ...' leans on 'A partner can ...'."""
_ITEM: Final = re.compile(r"\s*(?:[-*+•]\s|\(?(?:\d{1,3}|[a-z])[.)]\s|#|\||>|```)")


@dataclass(frozen=True)
class Passage:
    """Sentences of one paragraph of prose, next to each other in the text."""

    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


def passages_of(text: str) -> tuple[Passage, ...]:
    """Return the passages of prose; lists, tables and headings belong to none."""
    return tuple(Passage(tuple(group)) for group in _groups(text))


def _groups(text: str) -> Iterator[list[Sentence]]:
    group: list[Sentence] = []
    for sentence in split_sentences(text):
        if not is_prose(text, sentence):
            if group:
                yield group
            group = []
            continue
        gap = text[group[-1].end : sentence.start] if group else ""
        if group and (gap.strip() or gap.count("\n") > 1):
            yield group
            group = []
        group.append(sentence)
    if group:
        yield group


def is_prose(text: str, sentence: Sentence) -> bool:
    """Tell whether a sentence is one, and no item of a list, row of a table or heading."""
    line_start = max(text.rfind("\n", 0, sentence.start), 0)
    begins_line = not text[line_start : sentence.start].strip()
    item = begins_line and _ITEM.match(text[sentence.start : sentence.end]) is not None
    return not item and sentence.text.rstrip("\"')*_ ")[-1:] in (".", "?", "!")


def leans(sentence: Sentence, before: Sentence) -> bool:
    """Tell whether a sentence may lean on the one before, so that the two stay together."""
    if _REFERS.match(sentence.text) or _LEANS.search(sentence.text):
        return True
    named = _NAMED.match(sentence.text)
    if named is None:
        return False
    return re.search(rf"\ban? {re.escape(named['noun'])}\b", before.text, re.IGNORECASE) is not None


def chains(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return sentences in groups that stay together, each begun by one that leans on nothing."""
    found: list[list[Sentence]] = []
    for sentence in sentences:
        if found and leans(sentence, found[-1][-1]):
            found[-1].append(sentence)
        else:
            found.append([sentence])
    return found
