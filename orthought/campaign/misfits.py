"""From what pydantic objects to, to a line that a person can act on."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from orthought.errors import InputError

TAGS: Final = ("categorical", "discrete", "integer", "continuous")
"""Kinds that pydantic puts into a place although nobody wrote them there."""


def misfit(
    error: ValidationError, model: type[BaseModel], content: Mapping[str, Any], source: str
) -> InputError:
    """Return the first objection as an error that names the place and the fix.

    Args:
        error: what pydantic raised.
        model: the model that was validated.
        content: what was given, so that entries of lists are named by their `name`.
        source: where it was given, such as a file.
    """
    details = error.errors()
    # An unknown key is more often the cause than the consequence.
    first = next((each for each in details if each["type"] == "extra_forbidden"), details[0])
    place = _place(first["loc"], content)
    if first["type"] == "extra_forbidden":
        return _unknown_key(first, model, place, source)
    if first["type"] == "union_tag_not_found":
        return InputError(
            f"{source}: {place} is of no kind",
            fix="give it options (a choice), numbers (a list), or low and high (a range)",
        )
    value, reason = first.get("input"), _reason(first, place)
    if first["type"] == "missing" or isinstance(value, dict | list | tuple):
        shown = ""
    else:
        shown = f" = {value!r:.80}"
    where = f"{source}: {place}{shown}" if place else source
    return InputError(f"{where}: {reason}", fix=f"mend {place or 'the file'}")


def _reason(details: ErrorDetails, place: str) -> str:
    """Return what is wrong in words that need no knowledge of the program."""
    context = details.get("ctx", {})
    if details["type"] in ("greater_than_equal", "too_short"):
        return f"must be at least {context.get('ge', context.get('min_length'))}"
    if details["type"] in ("tuple_type", "model_type", "dict_type"):
        return "must be a list" if details["type"] == "tuple_type" else "must be a table"
    said = details["msg"].removeprefix("Value error, ").removeprefix("Input ")
    subject, separator, rest = said.partition(": ")  # the place names it already
    said = rest if separator and place.endswith(f" {subject}") else said
    return said[:1].lower() + said[1:]


def _unknown_key(
    details: ErrorDetails, model: type[BaseModel], place: str, source: str
) -> InputError:
    *parents, last = details["loc"]
    known = sorted({name for found in _models_at(model, parents) for name in found.model_fields})
    near = difflib.get_close_matches(str(last), known, n=2)
    listed = ", ".join(known)
    return InputError(
        f"{source} holds an unknown key: {place}",
        fix=f"did you mean {' or '.join(near)}?" if near else f"known keys: {listed}",
    )


def _models_at(model: type[BaseModel], place: list[int | str]) -> list[type[BaseModel]]:
    """Return the models that may stand at a place; the tag of a union chooses one of them."""
    found = [model]
    for part in place:
        fields = [kind.model_fields[part] for kind in found if part in kind.model_fields]
        if fields:
            found = [inner for field in fields for inner in _models_in(field.annotation)]
        elif isinstance(part, str):
            found = [kind for kind in found if _tag(kind) == part] or found
    return found


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def _tag(kind: type[BaseModel]) -> Any:
    return kind.model_fields["kind"].default if "kind" in kind.model_fields else None


def _place(location: tuple[int | str, ...], content: Any) -> str:
    """Return such as 'parameters solvent, options 2, smiles'."""
    parts: list[str] = []
    for part in location:
        if isinstance(part, int):
            content = _item(content, part)
            name = content.get("name") if isinstance(content, Mapping) else None
            parts[-1:] = [f"{parts[-1] if parts else 'entry'} {name or part + 1}"]
        elif isinstance(content, Mapping) and part not in content and part in TAGS:
            continue
        else:
            parts.append(part)
            content = content.get(part) if isinstance(content, Mapping) else None
    return ", ".join(parts)


def _item(content: Any, position: int) -> Any:
    if isinstance(content, Mapping):  # tables by name
        return dict(enumerate(_named(content))).get(position)
    if isinstance(content, list | tuple) and position < len(content):
        return content[position]
    return None


def _named(tables: Mapping[str, Any]) -> Iterator[Any]:
    for name, table in tables.items():
        yield {"name": name, **table} if isinstance(table, Mapping) else {"name": name}
