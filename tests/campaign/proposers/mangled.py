"""Replies as models spoil them: cut, nested, huge, renamed, in prose, in the wrong alphabet."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

Mangle = Callable[[random.Random, str], str]

ODD_VALUES = (
    None, True, [], {}, "", " ", "a0", "a-1", "a99999999999999999999", -1, 0, 1e308, -1e308,
    10**60, 10**400, 0.1 + 0.2, "NaN", "\uff11", "\u0663", "a\uff11", "A1", "\u00b2", "\u00bd",
    "\ud800", "\u202e1", "\x00", "x" * 5000, ["a1", "a2"], {"id": "a1"}, {"a": {"a": "a1"}},
    [[["a1"]]], "1e999", "0x10", "1_000", "1,5", "+-1", "--", "inf", "-Infinity", "c1ccncc1",
    "C1CCNCC1", "b2", "None", "null",
)  # fmt: skip


def _cut(dice: random.Random, text: str) -> str:
    return text[: dice.randrange(len(text))]


def _holes(dice: random.Random, text: str) -> str:
    start = dice.randrange(len(text))
    return text[:start] + text[start + dice.randrange(1, 30) :]


def _noise(dice: random.Random, text: str) -> str:
    letters = list(text)
    for _ in range(dice.randrange(1, 12)):
        letters[dice.randrange(len(letters))] = dice.choice("{}[]\",:\\\n\t '`0eE-+.ñ語\u2028")
    return "".join(letters)


def _odd_value(dice: random.Random, text: str) -> str:
    value = json.loads(text)
    experiment = dice.choice(value["experiments"])
    experiment[dice.choice(list(experiment))] = dice.choice(ODD_VALUES)
    return json.dumps(value)


def _odd_constant(dice: random.Random, text: str) -> str:
    return text.replace("1", dice.choice(("NaN", "Infinity", "-Infinity", "9" * 5000, "1e400")))


def _renamed(dice: random.Random, text: str) -> str:
    word = dice.choice(("experiments", '"a"', '"b"', '"c"', "hypothesis", "why"))
    return text.replace(word, dice.choice(('"a"', "suggestions", '"ligand"', '"A"', "", "point")))


def _nested(dice: random.Random, text: str) -> str:
    depth = dice.choice((1, 3, 7, 20, 500, 3000))
    opening, closing = dice.choice((("[", "]"), ('{"x":', "}"), ('{"experiments":', "}")))
    return opening * depth + text + closing * dice.choice((depth, depth - 1, 0))


def _only_brackets(dice: random.Random, _text: str) -> str:
    return dice.choice(("[", "{", '{"a":', "[1,", '"', '{"a":"')) * dice.randrange(1, 4000)


def _prose(dice: random.Random, text: str) -> str:
    words = (
        "I would use a2 with b1 and c = 5 next.",
        "Let's try SPhos in NMP; loading: 2.5 mol%",
        "We should stop here, all yields are 0.",
        "hypothesis: more base\n1. pyridine, hours = 5, temperature is 80",
        "a: a1\nb: b1\nc: 1",
        "a1 b2 c=2.5",
        "| a | b | c |\n|---|---|---|\n| a1 | b1 | 5 |",
        "",
        "a" * 20_000,
        "a1 " * 5_000,
        '"' * 20_000,
        "c = " * 5_000,
    )
    return dice.choice(words) + (text if dice.random() < 0.2 else "")


def _fenced(dice: random.Random, text: str) -> str:
    fence = dice.choice(("```json\n", "```\n", "~~~", "<json>", "<think>{}", "Sure!\n```python\n"))
    return fence + text + dice.choice(("\n```", "", "\n```\nHope it helps! {", "</think>"))


def _wrong_quotes(dice: random.Random, text: str) -> str:
    return text.replace('"', dice.choice(("'", "“", "", '""', "\\'")))


def _soup(dice: random.Random, _text: str) -> str:
    return "".join(chr(dice.randrange(0x20, 0x2FFF)) for _ in range(dice.randrange(200)))


def _listed(dice: random.Random, _text: str) -> str:
    lists = (["a1", "b1", 5], ["a1", "b1"], [5, "b1", "a1"], ["a1 b1 c=5", "a2 b2 c=1", "x"], 7)
    return json.dumps({"experiments": dice.choice(lists)})


def _many(dice: random.Random, text: str) -> str:
    value = json.loads(text)
    value["experiments"] *= dice.choice((0, 2, 50, 500))
    return json.dumps(value)


MANGLES: tuple[Mangle, ...] = (
    _cut, _holes, _noise, _odd_value, _odd_constant, _renamed, _nested, _only_brackets, _prose,
    _fenced, _wrong_quotes, _soup, _listed, _many,
)  # fmt: skip


def mangled(good: str, count: int, seed: int = 0) -> list[str]:
    """Return so many spoilt versions of a good reply, the same for the same seed."""
    dice = random.Random(seed)
    return [MANGLES[number % len(MANGLES)](dice, good) for number in range(count)]
