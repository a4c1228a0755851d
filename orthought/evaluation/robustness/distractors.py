"""The rule `distractors`: sentences that have nothing to do with the decision."""

from __future__ import annotations

import random
from typing import Final

from orthought.evaluation.robustness.passages import chains, passages_of

ADDED: Final = 2
SENTENCES: Final = (
    "The office was painted 3 years ago.",
    "On the wall of the office hangs a calendar with 12 photographs of lighthouses.",
    "A local newspaper wrote about this last spring, on page 7.",
    "The building dates from 1962 and has a green door.",
    "Whoever does the planning has had this job for 14 years.",
    "The weather has been mild for the season.",
    "The meeting about the plan is held in a room on the second floor.",
    "The canteen across the street serves soup on Thursdays.",
    "An old map of the region, drawn in 1908, lies in the archive.",
    "The last choir rehearsal drew 26 listeners.",
    "A neighbour keeps 5 cats.",
    "The telephone in the hallway has been out of order since Monday.",
)
"""Sentences of ours, none of which can be read as a limit or as data of a decision."""


def add_distractors(text: str, draw: random.Random) -> tuple[str, int]:
    """Return the text with sentences added between its own, and how many.

    None is the first or the last of its paragraph, and none parts a sentence from the one that it
    leans on.
    """
    places = [
        group[0].start for passage in passages_of(text) for group in chains(passage.sentences)[1:]
    ]
    chosen = sorted(draw.sample(places, min(ADDED, len(places))), reverse=True)
    added = draw.sample(SENTENCES, len(chosen))
    for place, sentence in zip(chosen, added, strict=True):
        text = f"{text[:place]}{sentence} {text[place:]}"
    return text, len(chosen)
