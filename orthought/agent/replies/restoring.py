"""Values of Python literals as JSON values, with the Python expression that restores them.

The data of a model are JSON values with text keys. A program that wrote `{("a", "b"): 3}` reads
it back by those keys, so it gets a line that makes them again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Restore = Callable[[str, int], str]
"""From the expression that holds the JSON value, and a depth for fresh names, to the value."""


def to_json(value: Any) -> tuple[Any, Restore | None]:
    """Return a JSON value and how to restore the Python value; None where it is the same."""
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list | tuple):
        return _sequence(value)
    return value, None


def _sequence(value: list[Any] | tuple[Any, ...]) -> tuple[Any, Restore | None]:
    pairs = [to_json(item) for item in value]
    restores = [restore for _, restore in pairs]
    kind = "tuple" if isinstance(value, tuple) else "list"

    def restore(text: str, depth: int) -> str:
        inner = f"v{depth}"
        each = restores[0](inner, depth + 1) if restores and restores[0] else inner
        return f"{kind}({each} for {inner} in {text})"

    plain = kind == "list" and not any(restores)
    return [item for item, _ in pairs], None if plain else restore


def _mapping(value: dict[Any, Any]) -> tuple[Any, Restore | None]:
    if value and all(isinstance(key, tuple) and len(key) > 1 for key in value):
        return _by_tuples(value)
    converted = {_key(key): to_json(item) for key, item in value.items()}
    cast = _cast(list(value))
    restores = [restore for _, restore in converted.values()]
    result = {key: item for key, (item, _) in converted.items()}
    if cast is None and not any(restores):
        return result, None

    def restore(text: str, depth: int) -> str:
        key, item = f"k{depth}", f"v{depth}"
        made = f"{cast}({key})" if cast else key
        if len(set(map(type, value.values()))) > 1 and any(restores):
            return _each_key(converted, text, depth, cast)
        each = restores[0](item, depth + 1) if restores and restores[0] else item
        return f"{{{made}: {each} for {key}, {item} in {text}.items()}}"

    return result, restore


def _each_key(
    converted: dict[str, tuple[Any, Restore | None]], text: str, depth: int, cast: str | None
) -> str:
    parts = []
    for key, (_, restore) in converted.items():
        item = f"{text}[{key!r}]"
        made = f"{cast}({key!r})" if cast else repr(key)
        parts.append(f"{made}: {restore(item, depth + 1) if restore else item}")
    return "{" + ", ".join(parts) + "}"


def _by_tuples(value: dict[tuple[Any, ...], Any]) -> tuple[Any, Restore | None]:
    """Nest by the parts of the keys, all of one length."""
    length = len(next(iter(value)))
    if any(len(key) != length for key in value):
        return {_key(key): to_json(item)[0] for key, item in value.items()}, None
    nested: dict[str, Any] = {}
    for key, item in value.items():
        level = nested
        for part in key[:-1]:
            level = level.setdefault(_key(part), {})
        level[_key(key[-1])] = to_json(item)[0]
    casts = [_cast([key[position] for key in value]) for position in range(length)]

    def restore(text: str, depth: int) -> str:
        names = [f"k{depth}_{position}" for position in range(length)]
        made = ", ".join(f"{c}({n})" if c else n for c, n in zip(casts, names, strict=True))
        source, loops = text, []
        for position, name in enumerate(names):
            row = f"r{depth}_{position}"
            loops.append(f"for {name}, {row} in {source}.items()")
            source = row
        return f"{{({made}): {source} {' '.join(loops)}}}"

    return nested, restore


def _key(key: Any) -> str:
    if isinstance(key, tuple):
        return ",".join(map(str, key))
    return key if isinstance(key, str) else str(key)


def _cast(keys: list[Any]) -> str | None:
    if keys and all(type(key) is int for key in keys):
        return "int"
    return "float" if keys and all(isinstance(key, float) for key in keys) else None
