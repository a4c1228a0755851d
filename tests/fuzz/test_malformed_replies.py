"""A thousand replies, each damaged in a few ways: none may crash the reader."""

from __future__ import annotations

import random
from typing import Final

import pytest

from orthought.agent.replies.reply import parse_reply
from tests.agent.replies import STARTER, reply
from tests.fuzz.damage import GENTLE

COUNT: Final = 1000


@pytest.mark.covers("parser-fuzz")
def test_a_thousand_malformed_replies() -> None:
    sound = [reply(), *(path.read_text("utf-8") for path in sorted(STARTER.glob("*.md")))]
    read = 0
    for seed in range(COUNT):
        chance = random.Random(seed)
        text = chance.choice(sound)
        for damage in chance.choices(GENTLE, k=chance.randint(1, 4)):
            text = damage(text, chance)
        parsed = parse_reply(text)
        complete = parsed.formulation is not None and parsed.program is not None
        assert complete or parsed.problems, (seed, text[:200])
        assert all(len(problem) < 500 for problem in parsed.problems)
        parsed.model_dump_json()
        read += not parsed.problems
    # The reader mends what can be mended: a share of the damaged replies is still of use.
    assert read >= COUNT // 5, read
