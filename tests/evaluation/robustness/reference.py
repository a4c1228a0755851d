"""Reference replies of the starter set with other numbers: a second way to a renumbered answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

STARTER = Path(__file__).resolve().parents[2] / "replies" / "starter"
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]|\.\d)")


def renumbered_reply(identifier: str, numbers: Mapping[Decimal, Decimal]) -> str:
    """Return the reply with the numbers of its data and of its program changed."""
    reply = (STARTER / f"{identifier}.md").read_text(encoding="utf-8")
    words, mark, program = reply.partition("## Program")
    data = re.sub(
        r'"value": (\{.*?\}|[\d.]+)(?=, "unit")', lambda m: _changed(m[0], numbers), words
    )
    return data + mark + _changed(program, numbers)


def numbers_changed(before: str, after: str) -> dict[Decimal, Decimal]:
    """Return which number took the place of which, in two texts of the same words."""
    pairs = zip(_numbers(before), _numbers(after), strict=True)
    return {one: other for one, other in pairs if one != other}


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(number).normalize() for number in re.findall(r"\d+(?:\.\d+)?", text)]


def _changed(text: str, numbers: Mapping[Decimal, Decimal]) -> str:
    def other(match: re.Match[str]) -> str:
        new = numbers.get(Decimal(match[0]).normalize())
        return match[0] if new is None else format(new, "f")

    return NUMBER.sub(other, text)
