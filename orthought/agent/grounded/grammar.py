"""What may be said, made from a problem: only its words, decisions and numbers.

The same lines are written as a grammar (GBNF) or as a JSON schema whose strings have patterns, for
servers that take the one or the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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


@dataclass(frozen=True)
class Line:
    """One line of a reply: what it is called, and what may stand behind the colon."""

    key: str
    said: str
    """An expression of the grammar."""


@dataclass(frozen=True)
class Lines:
    """A reply: its lines in order, with the rules that they use."""

    lines: tuple[Line, ...]
    rules: Mapping[str, str]
    """Name -> expression; no rule uses itself."""

    @property
    def grammar(self) -> str:
        """The reply as text, `key: said` a line."""
        root = ' "\\n" '.join(f"{literal(line.key + ': ')} ({line.said})" for line in self.lines)
        return "\n".join(
            f"{name} ::= {said}" for name, said in {"root": root, **self.rules}.items()
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The lines' names in JSON: numbered, because two items may be written alike."""
        return tuple(f"{number}. {line.key}" for number, line in enumerate(self.lines, start=1))

    @property
    def schema(self) -> dict[str, Any]:
        """The reply as an object, a text for each line.

        Quantities may have any words: listing those of the problem would make every pattern as long
        as the problem, and a quantity is looked for among those that decisions have anyway.
        """
        rules = {**self.rules, "word": _ANY_WORD} if "word" in self.rules else self.rules
        patterns = [_pattern(line.said, rules) for line in self.lines]
        return {
            "type": "object",
            "properties": {
                name: {"type": "string", "pattern": f"^{pattern}$"}
                for name, pattern in zip(self.names, patterns, strict=True)
            },
            "required": list(self.names),
            "additionalProperties": False,
        }


def opening_lines(text: str) -> Lines:
    """Return what the first reply may say: decisions, kind and goal."""
    lines = (
        Line("decisions", 'phrase ("; " phrase){0,7}'),
        Line("kind", '"whole" | "any amount" | "yes or no"'),
        Line("goal", f'("maximize" | "minimize") " " ("{COUNT}" | phrase)'),
    )
    return Lines(lines, _phrase(words_of(text)))


def sentence_lines(
    sentence: str, items: Sequence[Item], decisions: Sequence[str], text: str
) -> Lines:
    """Return what may be said of one sentence: a line an item, in order.

    Args:
        sentence: its text.
        items: of the sentence, at least one.
        decisions: the declared names.
        text: whose words quantities may be made of.
    """
    lines = tuple(Line(item.text, _said_of(item, sentence, decisions)) for item in items)
    rules = {
        "each": '"each " some ", " phrase',
        "limit": '"at most" | "at least" | "exactly"',
        "order": '"more than" | "less than" | "at least" | "at most" | "equal to"',
        "whom": '"all" | some',
        "some": 'decision (" and " decision){0,5}',
        "decision": " | ".join(literal(name) for name in _longest_first(decisions)),
        **_phrase(words_of(text)),
    }
    return Lines(lines, rules)


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


def _phrase(words: Iterable[str]) -> dict[str, str]:
    choices = " | ".join(literal(word) for word in words)
    return {"phrase": f'word (" " word){{0,{PHRASE_WORDS - 1}}}', "word": choices}


_ANY_WORD: Final = "[^]"
"""Stands for a word of any text; `_pattern` knows it."""
_PIECE: Final = re.compile(
    r'(?P<literal>"(?:\\.|[^"\\])*")|(?P<name>[a-z]+)|(?P<any>\[\^\])|(?P<sign>[()|]|\{\d+,\d+\})|\s+'
)


def _pattern(expression: str, rules: Mapping[str, str]) -> str:
    """Return an expression as a regular expression, its rules written out."""
    found = []
    for match in _PIECE.finditer(expression):
        if match["literal"]:
            found.append(re.escape(re.sub(r"\\(.)", r"\1", match["literal"][1:-1])))
        elif match["name"]:
            found.append(_pattern(rules[match["name"]], rules))
        elif match["any"]:
            found.append(r'[^ ,;:"\\\n]+')
        elif match["sign"]:
            found.append(match["sign"])
    return f"({''.join(found)})"


def _longest_first(names: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda name: (-len(name), name))
