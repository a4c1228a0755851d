"""Ways to damage bytes and texts. Each takes what is sound and a source of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

Damage = Callable[[str, random.Random], str]
EXTREMES: Final = (0, 1, -1, 2**31 - 1, -(2**31), 2**32 - 1, 2**62, 2**63 - 1, -(2**63))
LARGEST: Final = 600_000
"""Bytes of an input at most: enough to show what grows faster than its input."""


def damage_bytes(data: bytes, chance: random.Random) -> bytes:
    """Flip, cut, double, insert or overwrite a few bytes at a few places."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        data = chance.choice(BYTES)(data, chance)
    return data[:LARGEST]


def flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def remove(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start + chance.choice((1, 2, 8, 100, len(data))) :]


def repeat(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    piece = data[start : start + chance.choice((1, 4, 30, 400))]
    times = chance.choice((2, 2, 10, 1000, LARGEST // max(1, len(piece))))
    return (data[:start] + piece * times)[:LARGEST] + data[start:]


def insert(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + chance.randbytes(chance.choice((1, 2, 9, 60))) + data[start:]


def overwrite_number(data: bytes, chance: random.Random) -> bytes:
    width = chance.choice((4, 8))
    number = chance.choice(EXTREMES) % 2 ** (8 * width)
    start = chance.randrange(len(data) + 1)
    return data[:start] + number.to_bytes(width, "little") + data[start + width :]


BYTES: Final = (flip, remove, repeat, insert, overwrite_number)


def cut(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


def behead(text: str, chance: random.Random) -> str:
    return text[chance.randrange(len(text) + 1) :]


def drop_slice(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.randrange(400) :]


def double(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    end = start + chance.randrange(1500)
    return text[:end] + text[start:]


def shuffle_lines(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    start = chance.randrange(len(lines))
    middle = lines[start : start + 12]
    chance.shuffle(middle)
    return "\n".join([*lines[:start], *middle, *lines[start + 12 :]])


def damage_fence(text: str, chance: random.Random) -> str:
    new = chance.choice(["", "``", "````", "~~~", "'''", "```json", "\n```\n```\n", "`` `"])
    return text.replace("```", new, chance.choice([1, 2, 3, -1]))


def sprinkle(text: str, chance: random.Random) -> str:
    noise = "\x00\x07\u200b\u202e\ud83d\ufeff\u2028\\\"'{}[]()`$%\U0001f600\u0301"
    for _ in range(chance.randrange(1, 30)):
        start = chance.randrange(len(text) + 1)
        text = text[:start] + chance.choice(noise) + text[start:]
    return text


def nest(text: str, chance: random.Random) -> str:
    start = chance.randrange(len(text) + 1)
    deep = chance.choice(["[", "{", "(", '{"a":', "-", "<think>", "not ", "```\n"])
    return text[:start] + deep * chance.choice([10, 300, 5000]) + text[start:]


def swap_quotes(text: str, chance: random.Random) -> str:
    return text.replace('"', chance.choice(["'", "\u201c", "`", '\\"']))


def drop_characters(text: str, chance: random.Random) -> str:
    victim = chance.choice('{}[]",:()\n ')
    return "".join(c for c in text if c != victim or chance.random() < 0.8)


def think(text: str, chance: random.Random) -> str:
    tag = chance.choice(["<think>", "</think>", "<reasoning>", "<|thinking|>"])
    start = chance.randrange(len(text) + 1)
    return text[:start] + tag + text[start:]


def swell(text: str, chance: random.Random) -> str:
    """Repeat a piece very often: what takes time with the square of its length is seen."""
    start = chance.randrange(len(text) + 1)
    piece = text[start : start + chance.choice((1, 3, 20, 200))] or "{"
    if chance.random() < 0.5:
        piece = "".join(chance.choices(PIECES, k=chance.choice((1, 1, 2, 3))))
    return text[:start] + (piece * (LARGEST // len(piece)))[: LARGEST - len(text)] + text[start:]


def strange_code(text: str, chance: random.Random) -> str:
    """Put an expression that is hard on parsers where a name or number stands."""
    start = text.find(chance.choice("=(,[:"), chance.randrange(len(text) + 1)) + 1
    opening, closing = chance.choice(NESTINGS)
    times = chance.choice((20, 90, 400, 3000, 40_000))
    return text[:start] + opening * times + "1" + closing * times + text[start:]


PIECES: Final = (
    "{", "[", "(", '{"a":', '"', "'", "`", "```\n", "```json\n", "```python\n", "<think>",
    "</think>", "\\", "//", "/*", "#", "\n", " ", "\t", "import pyomo\n", "def f():\n", "0", "9",
    ",", ":", "Analysis: ", "## Understanding\n", "data = {", "1e9", "-", "{'", "\u201c", "\ufeff",
    ">>> ", "    ", "\u0660", "$", "[^", "(?", "1,000,", "_", "S1 ",
)  # fmt: skip
NESTINGS: Final = (
    ("(", ")"), ("[", "]"), ("{1:", "}"), ("-", ""), ("not ", ""), ("~", ""), ("1+", ""),
    ("1**", ""), ("lambda:", ""), ("f(", ")"), ("(yield ", ")"), ("", ".a"), ("", "[0]"),
    ("", "()"), ("1 if 1 else ", ""), ("a:=", ""), ("f'{", "}'"), ("'a' ", ""),
    ("[x for x in ", "]"), ("9", "9"), ("0.", ""), ("10**", ""), ("(1,)*", ""), ("*", ""),
    ("await ", ""),
)  # fmt: skip
GENTLE: Final[tuple[Damage, ...]] = (
    cut,
    behead,
    drop_slice,
    double,
    shuffle_lines,
    damage_fence,
    sprinkle,
    nest,
    swap_quotes,
    drop_characters,
    think,
)
"""Damages that models do in earnest."""
TEXTS: Final = (*GENTLE, swell, strange_code)
