"""Rules that say the same in other words, each a function of a text and a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.robustness.digits import digits_to_words
from orthought.evaluation.robustness.distractors import add_distractors
from orthought.evaluation.robustness.order import reorder
from orthought.evaluation.robustness.synonyms import swap_synonyms
from orthought.evaluation.robustness.units import convert_units

Change = Callable[[str, random.Random], tuple[str, int]]
"""A text and what is drawn from -> the text in other words, and how many changes it has."""


class Rule(Model):
    """A way to say the same in other words."""

    name: str
    meaning: str
    version: int
    """Raised whenever the rule gives another text for the same seed."""
    change: Change


class Reworded(Model):
    """A text in other words."""

    text: str
    changes: int
    """0: the rule found nothing to change, and the text is what it was."""


RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule(
            name="order",
            meaning="sentences that do not refer to the one before stand in another order",
            version=1,
            change=reorder,
        ),
        Rule(
            name="units",
            meaning="amounts stand in a smaller unit: kilograms in grams, hours in minutes",
            version=1,
            change=convert_units,
        ),
        Rule(
            name="synonyms",
            meaning="words and abbreviations are swapped for others of the same meaning",
            version=1,
            change=swap_synonyms,
        ),
        Rule(
            name="distractors",
            meaning="two sentences are added that have nothing to do with the decision",
            version=1,
            change=add_distractors,
        ),
        Rule(
            name="words",
            meaning="whole numbers below a thousand are written as words",
            version=1,
            change=digits_to_words,
        ),
    )
}


def reword(text: str, rule: str, seed: str) -> Reworded:
    """Return a text in other words: the same for the same rule and seed.

    Args:
        text: the text of a problem.
        rule: name of the rule.
        seed: what the draws depend on.

    Raises:
        InputError: no such rule; near misses are named.
    """
    chosen = rule_named(rule)
    changed, count = chosen.change(text, random.Random(f"{chosen.name} {chosen.version} {seed}"))
    return Reworded(text=changed if count else text, changes=count)


def rule_named(name: str) -> Rule:
    """Return the rule of a name.

    Raises:
        InputError: there is none; near misses are named.
    """
    from orthought.evaluation.robustness.naming import NUMBERS
    from orthought.evaluation.sets.cards import near_miss

    if name not in RULES:
        known = [*RULES, NUMBERS]
        raise InputError(
            f"there is no rewording {name!r}{near_miss(name, known)}",
            fix=f"use one of {', '.join(known)}",
        )
    return RULES[name]
