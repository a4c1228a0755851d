"""The shape of a JSON value in a few lines: keys and types, long lists cut."""

from __future__ import annotations

from typing import Any, Final

from orthought.tables.names import clean, shorten

MAX_OUTLINE: Final = 2_000
MAX_DEPTH: Final = 6
MAX_KEYS: Final = 12
ALIKE: Final = 5
"""From so many entries of one shape on, only the first is shown."""


def outline(value: Any) -> str:
    """Return keys and types of a value, with an example of each, at most MAX_OUTLINE characters."""
    return shorten(_shape(value, 0), MAX_OUTLINE)


def _shape(value: Any, depth: int) -> str:
    if isinstance(value, dict):
        return _mapping(value, depth)
    if isinstance(value, list | tuple):
        return _list(list(value), depth)
    if isinstance(value, bool) or value is None:
        return "true or false" if isinstance(value, bool) else "null"
    if isinstance(value, int | float):
        return f"number ({value:.6g})"
    return f"text ({_quote(value)})"


def _mapping(value: dict[Any, Any], depth: int) -> str:
    if not value:
        return "{}"
    if depth >= MAX_DEPTH:
        return f"object with {len(value)} keys"
    items = list(value.items())
    if len(items) >= ALIKE and len({_type(item) for _, item in items}) == 1:
        shown = f"{_quote(items[0][0])}: {_shape(items[0][1], depth + 1)}"
        return f"{{{len(items)} keys such as {shown}}}"
    parts = [f"{_quote(key)}: {_shape(item, depth + 1)}" for key, item in items[:MAX_KEYS]]
    if len(items) > MAX_KEYS:
        parts.append(f"... {len(items) - MAX_KEYS} more keys")
    return "{" + ", ".join(parts) + "}"


def _list(value: list[Any], depth: int) -> str:
    if not value:
        return "[]"
    if depth >= MAX_DEPTH:
        return f"list of {len(value)}"
    if len({_type(item) for item in value}) == 1:
        return f"list of {len(value)}: [{_shape(value[0], depth + 1)}, ...]"
    shown = ", ".join(_shape(item, depth + 1) for item in value[:3])
    return f"list of {len(value)}, mixed: [{shown}{', ...' if len(value) > 3 else ''}]"


def _type(value: Any) -> str:
    if isinstance(value, dict):
        keys = ",".join(sorted(map(str, value))[:MAX_KEYS]) if len(value) < ALIKE else ""
        return f"object {keys}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return "number"
    return type(value).__name__


def _quote(value: Any) -> str:
    text = shorten(clean(value), 40).replace("`", "'").replace('"', "'")
    return f'"{text}"'
