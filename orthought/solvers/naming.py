"""Names that file formats can carry: no white space, no doubles."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MAX_LENGTH: Final = 200
_LP_FORBIDDEN: Final = re.compile(r"[^A-Za-z0-9_!\"#$%&()/,;?@'`{}~.|]")


def file_names(
    names: Iterable[str], *, strict: bool = False, taken: Iterable[str] = ()
) -> list[str]:
    """Return distinct names without white space; `strict` keeps to what the LP format allows."""
    used = set(taken)
    made = []
    for name in names:
        plain = _LP_FORBIDDEN.sub("_", name) if strict else "_".join(name.split())
        if strict and (not plain or plain[0] in "0123456789.eE" or plain.lower() in _LP_WORDS):
            plain = f"_{plain}"
        plain = _unused(plain[:MAX_LENGTH] or "_", used)
        used.add(plain)
        made.append(plain)
    return made


def _unused(name: str, used: set[str]) -> str:
    if name not in used:
        return name
    # Powers of two first, so that a thousand equal names do not cost a million looks.
    high = 1
    while f"{name}__{high}" in used:
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if f"{name}__{middle}" in used else (low, middle)
    return f"{name}__{high}"


_WORDS: Final = """
free inf infinity st s.t. subject to bounds bound general generals gen binary binaries bin end
max min maximize minimize maximise minimise maximum minimum such that sos
"""
_LP_WORDS: Final = frozenset(_WORDS.split())
