"""Grammars (GBNF) made from a problem: only its words, decisions and numbers can be said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from orthought.agent.grounded.items import COMPARE, Item
from orthought.agent.grounded.labels import COUNT
from orthought.agent.grounded.mentions import stated_pair

WORD: Final = re.compile(r"[^\W_]+(?:['\u2019&./-][^\W_]+)*")
PHRASE_WORDS: Final = 5
_LIMITS: Final = {
    "<=": ("at most",),
    ">=": ("at least",),
    "": ("at most", "at least", "exactly"),
}


def words_of(text: str) -> tuple[str, ...]:
    """Return the different words of a text, in its order."""
    return tuple(dict.fromkeys(WORD.findall(text)))


def opening_grammar(text: str) -> str:
    """Return the grammar of the first reply: decisions, kind and goal."""
    return "\n".join(
        (
            r'root ::= decisions "\nkind: " kind "\ngoal: " sense " " goal',
            'decisions ::= "decisions: " phrase ("; " phrase){0,7}',
            'kind ::= "whole" | "any amount" | "yes or no"',
            'sense ::= "maximize" | "minimize"',
            f'goal ::= "{COUNT}" | phrase',
            *_phrase(words_of(text)),
        )
    )


def sentence_grammar(
    sentence: str, items: Sequence[Item], decisions: Sequence[str], text: str
) -> str:
    """Return the grammar of one sentence's labels: a line an item, in order.

    Args:
        sentence: its text.
        items: of the sentence, at least one.
        decisions: the declared names.
        text: whose words quantities may be made of.
    """
    lines = ' "\\n" '.join(
        f"{literal(item.text + ': ')} ({_said_of(item, sentence, decisions)})" for item in items
    )
    return "\n".join(
        (
            f"root ::= {lines}",
            'each ::= "each " some ", " phrase',
            'limit ::= "at most" | "at least" | "exactly"',
            'order ::= "more than" | "less than" | "at least" | "at most" | "equal to"',
            'whom ::= "all" | some',
            'some ::= decision (" and " decision){0,5}',
            "decision ::= " + " | ".join(literal(name) for name in _longest_first(decisions)),
            *_phrase(words_of(text)),
        )
    )


def _said_of(item: Item, sentence: str, decisions: Sequence[str]) -> str:
    if item.factor or item.text == COMPARE:
        pair = stated_pair(sentence, item.position, decisions)
        left, right = map(literal, pair) if pair else ("some", "some")
        if item.factor:
            return f'{left} " " limit " times " {right}'
        return f'{left} " " order " " {right} | "none"'
    roles = " | ".join(_roles(item, limit) for limit in _LIMITS[item.relation])
    return f'each | {roles} | "not used"'


def _roles(item: Item, limit: str) -> str:
    """What a limit may hold: a percentage is a part of something, another number is none."""
    of = f'"{limit} share of " some' if item.percent else f'"{limit} number of " whom'
    if item.fraction:
        of += f' | "{limit} share of " some'
    return f'"{limit} total " phrase | "{limit} average " phrase | {of}'


def literal(text: str) -> str:
    """Return a text as a GBNF literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _phrase(words: Iterable[str]) -> tuple[str, str]:
    choices = " | ".join(literal(word) for word in words)
    return f'phrase ::= word (" " word){{0,{PHRASE_WORDS - 1}}}', f"word ::= {choices}"


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))
