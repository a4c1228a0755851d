"""The rules by name, and the one way to apply them."""

from __future__ import annotations

import hashlib
import importlib
import random
from collections.abc import Callable
from typing import Final

from pydantic import Field

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.sets.cards import near_miss

Change = Callable[[str, random.Random], tuple[str, int]]
HOME: Final = "orthought.evaluation.robustness"
NUMBERS: Final = "numbers"
"""The rule that changes numbers, and with them the answer."""


class Rule(Model):
    """A way to change a problem that a sound method should not mind."""

    name: str
    version: int = 1
    """Raised whenever the same seed gives another text."""
    function: str
    """Where the function lies below this package; '': the rule is no rewording of a text alone."""
    meaning: str
    """One line for reports."""
    needs_plain_text: bool = False
    """Leave problems with tables alone: they may rely on the units of the text."""


class Reworded(Model):
    """What a rule made of a text."""

    text: str
    changes: int = Field(ge=0)
    """0: the rule found nothing to change, and the text is as it was."""


RULES: Final[dict[str, Rule]] = {
    rule.name: rule
    for rule in (
        Rule(
            name="order",
            function="order:reorder",
            meaning="independent sentences in another order",
        ),
        Rule(
            name="units",
            function="units:convert_units",
            meaning="amounts in another unit, the numbers scaled",
            needs_plain_text=True,
        ),
        Rule(
            name="synonyms",
            function="synonyms:swap_words",
            meaning="words swapped for others of the same meaning",
        ),
        Rule(
            name="distractor",
            function="distractors:add_facts",
            meaning="a fact or two more that decide nothing",
        ),
        Rule(
            name="words",
            function="words:spell_out",
            meaning="whole numbers written as words",
        ),
        Rule(
            name=NUMBERS,
            function="",
            meaning="other numbers in the same text, and the answer that the proof then gives",
        ),
    )
}


def rule_of(name: str) -> Rule:
    """Return the rule of a name.

    Raises:
        InputError: there is no such rule; near misses are named.
    """
    if name in RULES:
        return RULES[name]
    raise InputError(
        f"there is no rule {name!r} to derive a set by{near_miss(name, RULES)}",
        fix=f"the rules are {', '.join(RULES)}",
    )


def reword(text: str, rule: str, *seed: str | int) -> Reworded:
    """Reword a text by a rule; the same arguments give the same text on every machine.

    Args:
        text: a problem in words.
        rule: name of a rule that rewords.
        seed: what chance depends on, such as seed, set and identifier.

    Raises:
        InputError: no such rule, or one that does not reword.
    """
    chosen = rule_of(rule)
    if not chosen.function:
        raise InputError(f"the rule {rule!r} does not reword a text alone")
    module, _, name = chosen.function.partition(":")
    change: Change = getattr(importlib.import_module(f"{HOME}.{module}"), name)
    changed, count = change(text, chance_for(chosen, *seed))
    return Reworded(text=changed, changes=count)


def chance_for(rule: Rule, *seed: str | int) -> random.Random:
    """Return the source of chance of a rule for one text."""
    key = "\0".join(map(str, (rule.name, rule.version, *seed)))
    return random.Random(int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big"))
