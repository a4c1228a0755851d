"""JSON that no careful writer would write: strange values, depths, numbers, doubled keys."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any, Final

Place = tuple[Any, Any]
"""A dict or list, and the key of one of its values."""
MARK: Final = "@raw{}@"


def damage_tree(tree: Any, chance: random.Random) -> str:
    """Return JSON text of a tree with some values replaced, keys doubled or moved."""
    tree = json.loads(json.dumps(tree))
    raw: list[str] = []
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        places = list(find_places(tree))
        if not places:
            break
        holder, key = chance.choice(places)
        chance.choice(CHANGES)(holder, key, chance, raw)
    text = json.dumps(tree, ensure_ascii=chance.random() < 0.7)
    for number, content in enumerate(raw):
        text = text.replace(json.dumps(MARK.format(number)), content)
    return double_key(text, chance) if chance.random() < 0.15 else text


def find_places(tree: Any) -> list[Place]:
    found: list[Place] = []
    stack = [tree]
    while stack:
        holder = stack.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else range(len(holder))
            found += [(holder, key) for key in keys]
            stack += [holder[key] for key in keys]
    return found


def double_key(text: str, chance: random.Random) -> str:
    keys = list(re.finditer(r'"[^"\\]{0,40}":', text))
    if not keys:
        return text
    key = chance.choice(keys)
    return f"{text[: key.start()]}{key.group()} {strange(chance)}, {text[key.start() :]}"


def strange(chance: random.Random) -> str:
    """Return the JSON text of a value that nobody expects."""
    kind = chance.choice((0, 0, 0, 1, 2, 3))
    if kind == 0:
        return chance.choice(VALUES)
    if kind == 1:
        opening, closing = chance.choice((("[", "]"), ('{"a":', "}"), ('[{"name":', "}]")))
        depth = chance.choice((3, 50, 200, 330, 480, 900, 990, 3000, 100_000))
        return opening * depth + "1" + closing * depth
    if kind == 2:
        return chance.choice("19") + chance.choice("09") * chance.choice((20, 400, 4290, 4400))
    return json.dumps(
        chance.choice(("x", "\u0660", "a\n", "\\", "\x00")) * chance.choice((9, 9000))
    )


def _replace(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    holder[key] = MARK.format(len(raw))
    raw.append(strange(chance))


def _remove(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    del holder[key]


def _swap(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    """Put another part of the same object here; a copy, so that nothing turns in circles."""
    other = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = json.loads(json.dumps(holder[other]))


def _wrap(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    inner = holder[key]
    holder[key] = chance.choice(([inner], {"value": inner}, {"name": inner}, [inner, inner]))


def _lengthen(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    if isinstance(holder[key], list | str) and len(str(holder[key])) < 5000:
        holder[key] = holder[key] * chance.choice((2, 100))


def _rename(holder: Any, key: Any, chance: random.Random, raw: list[str]) -> None:
    if isinstance(holder, dict):
        holder[chance.choice((key.upper(), key[:-1], "", " " + key, "name", "a" * 5000))] = (
            holder.pop(key)
        )


CHANGES: Final[tuple[Callable[[Any, Any, random.Random, list[str]], None], ...]] = (
    _replace, _replace, _replace, _remove, _swap, _wrap, _lengthen, _rename,
)  # fmt: skip
VALUES: Final = (
    "null", "true", "false", "0", "-1", "1", "2", "3", "1.5", "-0.0", "1e308", "1e999", "-1e999",
    "NaN", "Infinity", "-Infinity", "5e-324", "9223372036854775807", "-9223372036854775809",
    '""', '"x"', '"\\u0000"', '"\\ud83d"', '"\\udc00\\ud83d"', '"NaN"', '"1,000"', '"--5"', "[]",
    "{}", "[[]]", "[null]", '{"": null}', '[1, "a", null, {}]', '"/etc/passwd"', '"maximize"',
    '{"name": "x", "value": [1, 2]}', '{"__class__": "x"}', '"{}"', '"minimize or maximize"',
    "[1e999]", '["\\ud800"]', '[true, false]', "01", "+1", ".5", "'a'", "undefined", "0x10",
    "2147483648", "1e5", "100000000000000000000", '"12345678901234567890"', '"\\u202e\\u0007"',
)  # fmt: skip
