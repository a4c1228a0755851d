"""A thousand replies, each damaged in a few ways: none may crash the reader."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final

import pytest

from orthought.agent.replies.reply import parse_reply
from tests.agent.replies import STARTER, reply

COUNT: Final = 1000
Damage = Callable[[str, random.Random], str]


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


DAMAGES: Final[tuple[Damage, ...]] = (
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


@pytest.mark.covers("parser-fuzz")
def test_a_thousand_malformed_replies() -> None:
    sound = [reply(), *(path.read_text("utf-8") for path in sorted(STARTER.glob("*.md")))]
    began = time.perf_counter()
    read = 0
    for seed in range(COUNT):
        chance = random.Random(seed)
        text = chance.choice(sound)
        for damage in chance.choices(DAMAGES, k=chance.randint(1, 4)):
            text = damage(text, chance)
        parsed = parse_reply(text)
        complete = parsed.formulation is not None and parsed.program is not None
        assert complete or parsed.problems, (seed, text[:200])
        assert all(len(problem) < 500 for problem in parsed.problems)
        parsed.model_dump_json()
        read += not parsed.problems
    assert time.perf_counter() - began < 10
    # The reader mends what can be mended: a share of the damaged replies is still of use.
    assert read >= COUNT // 5, read
