"""Lists of words, written as one runs them off."""

from __future__ import annotations


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a text in order."""
    return tuple(words.split())


def words_in(words: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(words.split())
