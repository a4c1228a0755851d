"""What conductor and experts answer: a name, or a verdict on the own comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from orthought.agent.replies.fences import strip_thinking
from orthought.errors import ReplyError

ENOUGH: Final = "enough"
MAX_COMMENT: Final = 8_000
"""Characters of a comment that those after it see."""


@dataclass(frozen=True)
class Reflection:
    """What an expert says of its own comment after a failure."""

    at_fault: bool
    text: str
    """The corrected comment where it was at fault, else why it was not."""


def read_choice(text: str, names: Sequence[str]) -> str:
    """Return the one name that a conductor's reply gives.

    Args:
        text: the reply.
        names: who may be chosen, `enough` among them where the chain may end.

    Raises:
        ReplyError: none is named, or several.
    """
    said = re.sub(r"[\s\-]+", "_", strip_thinking(text)[0].casefold())
    after = said.rpartition("next:")[2] if "next:" in said else said
    named = [name for name in names if re.search(rf"(?<![a-z]){name}(?![a-z])", after)]
    if len(named) != 1:
        found = "several of them" if named else "none of them"
        raise ReplyError(f"Name one of {', '.join(names)}; the answer named {found}.")
    return named[0]


def read_comment(text: str) -> str:
    """Return a comment as those after it see it: without thoughts, and not without end."""
    said = strip_thinking(text)[0].strip()
    if len(said) > MAX_COMMENT:
        return f"{said[:MAX_COMMENT].rstrip()}\n(cut here)"
    return said or "(nothing)"


def read_reflection(text: str) -> Reflection:
    """Return an expert's verdict on its own comment.

    Raises:
        ReplyError: there is no verdict, or a fault and no corrected comment.
    """
    said = strip_thinking(text)[0]
    verdict = _VERDICT.search(said)
    if verdict is None:
        raise ReplyError("It lacks the line `FAULT: yes` or `FAULT: no`.")
    rest = read_comment(said[verdict.end() :].lstrip("*`. \t"))
    at_fault = verdict["word"].casefold() == "yes"
    if at_fault and rest == "(nothing)":
        raise ReplyError("After `FAULT: yes` the whole corrected comment must stand.")
    return Reflection(at_fault, rest)


_VERDICT: Final = re.compile(r"FAULT\W{0,5}(?P<word>yes|no)\b", re.IGNORECASE)
