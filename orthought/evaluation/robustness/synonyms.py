"""Rule `synonyms`: words and short phrases swapped for others of the same meaning."""

from __future__ import annotations

import random
import re
from typing import Final

from orthought.evaluation.robustness.passages import join_passages, passages_of, with_text
from orthought.evaluation.robustness.synonym_table import SWAPS

PHRASE: Final = re.compile(
    r"(?<![\w`-])(?:"
    + "|".join(re.escape(phrase) for phrase in sorted(SWAPS, key=lambda p: (-len(p), p)))
    + r")(?![\w`-])",
    re.IGNORECASE,
)
SHARE: Final = 0.75
"""Of the phrases that are found, so many are swapped."""


def swap_words(text: str, chance: random.Random) -> tuple[str, int]:
    """Return the text with words swapped, and how many."""
    passages = passages_of(text)
    found = [
        (position, match)
        for position, passage in enumerate(passages)
        if passage.prose
        for match in PHRASE.finditer(passage.text)
        if _fits(passage.text, match)
    ]
    chosen = [each for each in found if chance.random() < SHARE]
    if found and not chosen:
        chosen = [chance.choice(found)]
    for position, match in reversed(chosen):
        before = passages[position].text
        after = before[: match.start()] + _swapped(match[0]) + before[match.end() :]
        passages = with_text(passages, position, after)
    return (join_passages(passages), len(chosen)) if chosen else (text, 0)


def _swapped(phrase: str) -> str:
    swap = SWAPS[phrase.lower()]
    return swap[0].upper() + swap[1:] if phrase[0].isupper() else swap


def _fits(text: str, match: re.Match[str]) -> bool:
    """Tell whether a phrase is no part of a name, and 'a' or 'an' before it stays right."""
    phrase, before = match[0], text[: match.start()].rstrip()
    begins = not before or before[-1] in ".?!:"
    if any(word[0].isupper() for word in phrase.split()[1:]) or (
        phrase[0].isupper() and not begins
    ):
        return False
    article = re.search(r"\b(?:an?)$", before, re.IGNORECASE)
    return not article or _is_vowel(phrase[0]) == _is_vowel(_swapped(phrase)[0])


def _is_vowel(letter: str) -> bool:
    return letter.lower() in "aeiou"
