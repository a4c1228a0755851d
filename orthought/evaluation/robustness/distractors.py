"""Rule `distractor`: a sentence or two with facts that decide nothing, put between sentences."""

from __future__ import annotations

import random
from typing import Final

from orthought.evaluation.robustness.passages import join_passages, passages_of, with_text
from orthought.evaluation.robustness.sentences import (
    announces,
    is_question,
    refers_back,
    sentences_of,
)

FACTS: Final = (
    "The office wall was repainted in pale green last spring.",
    "A photograph of the first staff, 23 people in dark coats, hangs in the entrance.",
    "The letter box outside still carries the old name.",
    "The local paper printed an article about the place in 2016.",
    "The lime tree in front of the window was planted 41 years ago.",
    "Visitors often remark on the view from the upper floor.",
    "The attic is full of old letters in 87 boxes that nobody has opened in years.",
    "The manager rides to work on an old red bicycle.",
    "The clock in the corridor has been 4 minutes slow for as long as anyone remembers.",
    "A choir of 16 voices rehearses next door on some evenings.",
    "The anniversary was celebrated with a brass band.",
    "The telephone number has not changed since 1987.",
    "The cat that sleeps on the window sill is called Pepper.",
    "The stairs to the attic have 29 steps and creak.",
    "A school class of 26 children came to look around last autumn.",
    "The person who drew up the figures likes to work with a pencil.",
    "The nearest bus stop has a new shelter with a glass roof.",
    "The bell tower across the street is 52 metres high.",
    "The sign above the door was painted by a cousin of the founder.",
    "A chess board with 3 missing pieces stands in the break room.",
)
"""None of them names money, a capacity, or anything that could be made, sold, used or moved."""
MOST: Final = 2


def add_facts(text: str, chance: random.Random) -> tuple[str, int]:
    """Return the text with a fact or two more, and how many."""
    passages = passages_of(text)
    places = [
        (position, place)
        for position, passage in enumerate(passages)
        if passage.prose
        for place in _places(sentences_of(passage.text))
    ]
    count = min(chance.randint(1, MOST), len(places))
    chosen = sorted(chance.sample(places, count), reverse=True)
    for (position, place), fact in zip(chosen, chance.sample(FACTS, count), strict=True):
        sentences = sentences_of(passages[position].text)
        sentences.insert(place, fact)
        passages = with_text(passages, position, " ".join(sentences))
    return (join_passages(passages), count) if count else (text, 0)


def _places(sentences: list[str]) -> list[int]:
    """Return before which sentences a fact can stand without parting two that belong together."""
    return [
        place
        for place in range(1, len(sentences))
        if not refers_back(sentences[place])
        and not announces(sentences[place - 1])
        and not is_question(sentences[place - 1])
    ]
