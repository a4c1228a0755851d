"""The rule `order`: sentences that lean on nothing change places."""

from __future__ import annotations

import random
from typing import Final

from orthought.evaluation.robustness.passages import Passage, chains, passages_of

LEAST: Final = 2
"""Groups of sentences that must be free to move."""


def reorder(text: str, draw: random.Random) -> tuple[str, int]:
    """Return the text with sentences in another order, and how many groups of them moved.

    The first sentence of a paragraph, which says who decides, and the last, which says what is
    asked, stay where they are; so does all that stands in lists and tables.
    """
    changes = 0
    for passage in reversed(passages_of(text)):
        moved, count = _reordered(text, passage, draw)
        text = text[: passage.start] + moved + text[passage.end :]
        changes += count
    return text, changes


def _reordered(text: str, passage: Passage, draw: random.Random) -> tuple[str, int]:
    groups = [text[group[0].start : group[-1].end] for group in chains(passage.sentences)]
    first, free, last = groups[:1], groups[1:-1], groups[1:][-1:]
    if len(free) < LEAST:
        return text[passage.start : passage.end], 0
    shuffled = list(free)
    while shuffled == free:
        draw.shuffle(shuffled)
        if len(set(free)) == 1:
            break
    moved = sum(one != other for one, other in zip(free, shuffled, strict=True))
    return " ".join([*first, *shuffled, *last]), moved
