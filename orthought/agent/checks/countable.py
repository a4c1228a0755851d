"""What can be counted and what is measured, told from a variable's unit and meaning."""

from __future__ import annotations

import re
from typing import Final

from orthought.agent.checks.units import read_unit
from orthought.agent.replies.vocabulary import words
from orthought.formulation import Variable


def is_countable(variable: Variable) -> bool:
    """Whether a variable counts things that nobody divides: people, vehicles, machines, trips."""
    unit = re.split(r"[\s/]", variable.unit.strip().lower(), maxsplit=1)[0]
    return unit in COUNTABLE or _NUMBER_OF.search(variable.meaning) is not None


def is_asked_for_by_number(variable: Variable, text: str) -> bool:
    """Whether the text asks how many of the variable's unit there are, or forbids to split it."""
    unit = re.split(r"[\s/]", variable.unit.strip().lower(), maxsplit=1)[0]
    if len(unit) < 3 or is_measured(variable):
        return False
    stem = re.escape(unit[:-1] if unit.endswith("s") else unit)
    asked = rf"\bhow\s+many\s+(?:[\w-]+\s+){{0,3}}?{stem}\w{{0,2}}\b"
    whole = rf"\bwhole\s+{stem}\w{{0,2}}\b|{_NOT_SPLIT}"
    return re.search(f"{asked}|{whole}", text, re.IGNORECASE) is not None


def is_switch(variable: Variable) -> bool:
    """Whether a variable says yes or no, by its meaning."""
    return _YES_OR_NO.search(variable.meaning) is not None


def is_measured(variable: Variable) -> bool:
    """Whether a variable's unit is a measure or a currency, which can be divided."""
    unit = read_unit(variable.unit)
    if unit is None or not unit.powers:
        return not variable.unit.strip() and _SHARE_OF.search(variable.meaning) is not None
    return all(name in _DIMENSIONS for name, _ in unit.powers)


_NOT_SPLIT: Final = (
    r"\b(?:not|never|cannot)\s+(?:be\s+)?(?:split|divided|cut up)\b|\bno\s+fractions\b|"
    r"\bwhole\s+(?:numbers?|units?|pieces)\b|\bintegers?\b|\bindivisible\b"
)
_SHARE_OF: Final = re.compile(r"^(?:the )?(?:share|part|fraction|proportion|percentage) of\b", re.I)
_YES_OR_NO: Final = re.compile(r"^1 if\b|\b1 (?:if|when|where)\b|\bwhether\b", re.IGNORECASE)
_DIMENSIONS: Final = frozenset(
    ("mass", "time", "length", "volume", "euro", "dollar", "energy", "power", "area", "share")
)
_THINGS: Final = (
    "truck vehicle van worker employee person machine nurse guard lifeguard driver plane bus car "
    "ship trip shift crew chair table bike house room seat ticket boat ferry tram train animal "
    "horse cow pilot waiter teacher student doctor team wagon lorry camera robot computer flight"
)
COUNTABLE: Final = words(_THINGS) | words(
    " ".join(f"{word}s" for word in _THINGS.split()) + " people buses aircraft ferries crews"
)
_NUMBER_OF: Final = re.compile(
    r"\b(?:number of|how many) (?:[a-z-]+ ){0,2}?(?:"
    + "|".join(sorted(COUNTABLE, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
