"""Which of two decisions a comparison names first: 'the number of A must be twice that of B'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from orthought.agent.classes.classify import stem


def stated_pair(clause_of: str, position: int, decisions: Sequence[str]) -> tuple[str, str] | None:
    """Return the two decisions that a clause compares, in its order; None where it is not clear.

    Args:
        clause_of: the sentence.
        position: where its comparison or factor stands.
        decisions: the declared names.
    """
    begin = clause_of.rfind(",", 0, position) + 1
    found = sorted(
        (place, name)
        for name in decisions
        if (place := _first_mention(clause_of[begin:], name, decisions)) is not None
    )
    return (found[0][1], found[1][1]) if len(found) == 2 else None


def _first_mention(clause: str, name: str, decisions: Sequence[str]) -> int | None:
    others = {word for other in decisions if other != name for word in _stems(other)}
    telling = _stems(name) - others
    places = (
        match.start()
        for match in re.finditer(r"[^\W_]+", clause)
        if stem(match.group().lower()) in telling
    )
    return next(places, None)


def _stems(name: str) -> set[str]:
    return {stem(word.lower()) for word in re.findall(r"[^\W_]+", name)}
