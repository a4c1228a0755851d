"""Which of the user's own examples a prompt shows: of the same class, with the nearest words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orthought.agent.classes.classify import best_classes, text_similarity, words_of
from orthought.agent.context import Context
from orthought.agent.learning.library import Learned, entries

MOST: Final = 1
"""Examples that a prompt shows."""
NEAR: Final = 0.15
"""Similarity of words below which an example of the same class is no help."""
TOO_NEAR: Final = 0.6
"""Share of common words from which on a measurement takes two texts for one problem."""


def choose_examples(context: Context) -> tuple[Learned, ...]:
    """Return the examples for a problem; after an interruption those that were chosen before."""
    if not _is_wanted(context):
        return ()
    known = entries()
    if context.examples is not None:
        return tuple(learned for learned in known if learned.key in context.examples)
    chosen = nearest(context, known)
    if chosen:
        keys = [learned.key for learned in chosen]
        context.workshop.emit({"type": "examples", "keys": keys})
    return chosen


def _is_wanted(context: Context) -> bool:
    wanted = context.settings.learned
    return not context.is_measured if wanted is None else wanted


def nearest(context: Context, known: Sequence[Learned]) -> tuple[Learned, ...]:
    """Return at most MOST examples of the problem's first class, the nearest first."""
    problem = context.problem
    classes = [item.identifier for item in best_classes(problem.text, n=2, tables=problem.tables)]
    ranked = []
    for learned in known:
        if learned.key == problem.digest[:16] or not set(classes[:1]) & set(learned.classes):
            continue
        if context.is_measured and (learned.data_set or is_the_same(learned.text, problem.text)):
            continue
        # With and without tables are two manners of writing a program.
        alike = (learned.tables > 0) == (len(problem.tables) > 0)
        ranked.append((alike, text_similarity(learned.text, problem.text), learned))
    ranked.sort(key=lambda one: (-one[0], -one[1], one[2].key))
    return tuple(learned for _, near, learned in ranked[:MOST] if near >= NEAR)


def is_the_same(first: str, second: str) -> bool:
    """Whether two texts share most of their words: the same problem, perhaps reworded."""
    one, two = words_of(first), words_of(second)
    return len(one & two) >= TOO_NEAR * max(1, len(one | two))
