"""From the lines of a reply to labels. The grammar makes them fit; other models may slip."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from orthought.agent.grounded.items import COMPARE, Item
from orthought.agent.grounded.labels import Label, Opening, Relation
from orthought.errors import ReplyError

_KINDS: Final[dict[str, Literal["integer", "continuous", "binary"]]] = {
    "whole": "integer",
    "any amount": "continuous",
    "yes or no": "binary",
}
_LIMITS: Final[dict[str, Relation]] = {"at most": "<=", "at least": ">=", "exactly": "=="}
_ORDERS: Final[dict[str, tuple[Relation, bool]]] = {
    "more than": (">=", True),
    "less than": ("<=", True),
    "at least": (">=", False),
    "at most": ("<=", False),
    "equal to": ("==", False),
}
_LIMIT: Final = "(?P<limit>at most|at least|exactly)"
_ROLES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<each>each) (?P<some>.+?), (?P<quantity>.+)",
        _LIMIT + r" (?P<total>total) (?P<quantity>.+)",
        _LIMIT + r" (?P<average>average) (?P<quantity>.+)",
        _LIMIT + r" (?P<share>share of) (?P<some>.+)",
        _LIMIT + r" number of (?P<whole>all)",
        _LIMIT + r" (?P<bound>number of) (?P<some>.+)",
        r"(?P<some>.+?) " + _LIMIT + r" (?P<ratio>times) (?P<others>.+)",
        r"(?P<unused>not used)",
    )
)
_COMPARISON: Final = re.compile(
    r"(?P<some>.+?) (?P<order>more than|less than|at least|at most|equal to) (?P<others>.+)"
)


def read_opening(text: str) -> Opening:
    """Read the first reply.

    Raises:
        ReplyError: it does not have the three lines.
    """
    parts = (line.partition(":") for line in text.strip().splitlines())
    found = {name.strip(): value.strip() for name, _, value in parts}
    sense, _, goal = found.get("goal", "").partition(" ")
    names = [name.strip() for name in found.get("decisions", "").split(";")]
    decisions = tuple(dict.fromkeys(name for name in names if name))
    kind = _KINDS.get(found.get("kind", ""))
    if not decisions or kind is None or sense not in ("maximize", "minimize") or not goal:
        raise ReplyError("the reply does not say what is decided, of which kind and what for")
    return Opening(decisions=decisions, kind=kind, sense=sense, goal=goal.strip())


def read_labels(text: str, items: Sequence[Item], decisions: Sequence[str]) -> tuple[Label, ...]:
    """Read the labels of a sentence: one line an item, in their order.

    Raises:
        ReplyError: a line is missing or says nothing that is known.
    """
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if len(lines) < len(items):
        raise ReplyError(f"{len(items)} items, {len(lines)} lines")
    return tuple(
        _read_line(line.strip(), item, decisions) for line, item in zip(lines, items, strict=False)
    )


def _read_line(line: str, item: Item, decisions: Sequence[str]) -> Label:
    said = line.removeprefix(f"{item.text}:").strip()
    if item.text == COMPARE:
        return _read_comparison(said, item, decisions)
    for pattern in _ROLES:
        match = pattern.fullmatch(said)
        if match:
            return _label(match.groupdict(), item, decisions)
    raise ReplyError(f"{line!r} is no role")


def _label(found: dict[str, str | None], item: Item, decisions: Sequence[str]) -> Label:
    role = next(name for name in _ORDER if found.get(name))
    whole = role == "whole"
    return Label(
        role="bound" if whole else role,
        value=item.value,
        text=item.text,
        percent=item.percent,
        after=item.after,
        sentence=item.sentence,
        relation=_LIMITS[found.get("limit") or "at most"],
        quantity=(found.get("quantity") or "").strip(),
        decisions=tuple(decisions) if whole else _names(found.get("some"), decisions),
        others=_names(found.get("others"), decisions),
    )


def _read_comparison(said: str, item: Item, decisions: Sequence[str]) -> Label:
    match = _COMPARISON.fullmatch(said)
    if match is None:
        return Label(role="unused", text=item.text, sentence=item.sentence)
    relation, strict = _ORDERS[match["order"]]
    return Label(
        role="compare",
        text=item.text,
        sentence=item.sentence,
        relation=relation,
        strict=strict,
        decisions=_names(match["some"], decisions),
        others=_names(match["others"], decisions),
    )


def _names(text: str | None, decisions: Sequence[str]) -> tuple[str, ...]:
    """Split 'a and b and c' into declared names; a name may hold 'and' itself."""
    left, found = (text or "").strip(), []
    by_length = sorted(decisions, key=len, reverse=True)
    while left:
        name = next((n for n in by_length if left == n or left.startswith(n + " and ")), None)
        if name is None:
            raise ReplyError(f"{left!r} is none of the decisions")
        found.append(name)
        left = left[len(name) :].removeprefix(" and ").strip()
    return tuple(dict.fromkeys(found))


_ORDER: Final = ("each", "total", "average", "share", "whole", "bound", "ratio", "unused")
