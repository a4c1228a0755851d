"""Values of a reply brought into the types that a formulation has."""

from __future__ import annotations

import math
import re
from typing import Any, Final

from orthought.agent.replies.vocabulary import words


def as_value(value: Any, depth: int) -> Any:
    """Make numbers of texts that are numbers; keep the nesting, keys become texts."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(value, dict):
        return {str(key): as_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_value(item, depth + 1) for item in value]
    if isinstance(value, str):
        number = as_number(value)
        return value if number is None else number
    return value


def as_number(text: str) -> int | float | None:
    plain = text.strip()
    if not _NUMBER.fullmatch(plain):
        return None
    plain = plain.replace(",", "").replace("_", "")
    number = float(plain)
    if not math.isfinite(number):
        return None
    return int(plain) if re.fullmatch(r"[-+]?\d{1,15}", plain) else number


def as_bound(value: Any) -> float | str | None:
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < _NO_BOUND else None
    number = as_number(str(value))
    if number is not None:
        return float(number) if abs(number) < _NO_BOUND else None
    text = str(value).strip().lower().strip("+-\\$ ")
    return None if text in _UNBOUNDED else str(value).strip()


def as_element(value: Any) -> str | int:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        named = value.get("name") or value.get("id") or next(iter(value.values()), "")
        return str(named)
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value)


def as_sentences(value: Any) -> tuple[int, ...]:
    """Read 3, "3", "S3", ["3", 4], "1, 2" and [[1]] as numbers of sentences."""
    digits = re.findall(r"(?<![.\d])\d{1,5}(?![.\d]*\d)", str(value)[:2000])
    return tuple(dict.fromkeys(map(int, digits)))


def as_index(value: Any) -> tuple[str, ...]:
    if value is None or isinstance(value, bool | int | float):
        return ()
    if isinstance(value, str):
        value = re.split(r"[,;\s]+|\bx\b|\u00d7", value.strip("[](){} "))
    names = [as_name(item.get("name") if isinstance(item, dict) else item) for item in value]
    return tuple(name for name in names if name)


def as_sense(value: Any) -> str | None:
    text = as_text(value).lower()[:200]
    least, most = text.find("min"), text.find("max")
    if least < 0 and most < 0:
        return None
    return "minimize" if most < 0 or 0 <= least < most else "maximize"


def as_name(value: Any) -> str:
    text = as_text(value).strip().strip("$`").replace("\\_", "_")
    # 'make[p]', 'make_{p}' and 'make(p)' are called make.
    return re.split(r"[\[({]|_\{", text, maxsplit=1)[0].strip() or text


def as_text(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return _LATEX_LOST.sub(lambda match: _LATEX_LETTERS[match.group()], text[:_MAX_TEXT])


def as_texts(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    items = value if isinstance(value, list) else [value]
    texts = [
        as_text(item.get("name") or item) if isinstance(item, dict) else as_text(item)
        for item in items
    ]
    return [text for text in texts if text.strip() and text.strip().lower() not in ("none", "n/a")]


def as_identifier(value: Any) -> str:
    return re.sub(r"[\s-]+", "_", as_text(value).strip().lower())


_NUMBER: Final = re.compile(
    r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{0,18})?(?:[eE][-+]?\d{1,3})?|[-+]?\.\d{1,18}"
)
_UNBOUNDED: Final = words("inf infty infinity none null free unbounded na nan") | {"", "n/a", "∞"}
_NO_BOUND: Final = 1e20
_MAX_DEPTH: Final = 20
_MAX_TEXT: Final = 20_000
_LATEX_LOST: Final = re.compile(r"[\t\x08\x0c\r](?=[a-zA-Z])")
"""What "\\times", "\\beta", "\\frac", "\\rho" become where the backslash was not doubled."""
_LATEX_LETTERS: Final = {"\t": "\\t", "\x08": "\\b", "\x0c": "\\f", "\r": "\\r"}
