"""Which names mean the same quantity: 'units of iron', 'iron', 'the iron'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from orthought.agent.classes.classify import stem
from orthought.agent.replies.vocabulary import words as vocabulary

_EMPTY: Final = vocabulary(
    "a an the of in to for per and or total overall all each any amount number quantity unit "
    "units gram grams kg kilogram kilograms g mg ml l litre litres liter liters piece pieces much "
    "many available needed required used made his her their its my our is are be"
)


def core(name: str) -> frozenset[str]:
    """Return the stems of a name that tell it from others; of a name of empty words, all."""
    words = [word.lower() for word in re.findall(r"[^\W_]+", name)]
    telling = [word for word in words if word not in _EMPTY]
    return frozenset(stem(word) for word in telling or words)


def likeness(first: str, second: str) -> float:
    """Return how far two names share their telling words: 0 nothing, 1 all."""
    one, other = core(first), core(second)
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / min(len(one), len(other)) * 0.5 + common / len(one | other) * 0.5


def closest(name: str, names: Iterable[str], least: float = 0.4) -> str | None:
    """Return the name that means the same, None where none does."""
    ranked = sorted(((likeness(name, other), other) for other in names), key=lambda p: -p[0])
    return ranked[0][1] if ranked and ranked[0][0] >= least else None


def grouped(names: Sequence[str]) -> dict[str, str]:
    """Map each name to the first one with the same telling words."""
    first: dict[frozenset[str], str] = {}
    return {name: first.setdefault(core(name), name) for name in names}
