"""Measured sets out of a folder or a plain CSV file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orthought.campaign.exchange.cells import measured_number
from orthought.campaign.exchange.delimited import Table, plain_number, read_delimited
from orthought.campaign.lookup import LookupSet
from orthought.campaign.objectives import complete_values, measured_names
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Key,
    Listed,
    Option,
    Parameter,
    Space,
)
from orthought.errors import InputError


def read_folder(folder: Path, objectives: Sequence[Objective] = ()) -> LookupSet:
    """Read a set of three files: space.json, lookup.csv, and description.txt where there is one.

    Args:
        folder: holds the files.
        objectives: taken in place of those that space.json names.

    Raises:
        InputError: see `orthought.campaign.lookup.open_set`.
    """
    card = _read_card(folder / "space.json")
    table = read_delimited(folder / "lookup.csv")
    try:
        parameters = tuple(map(_parameter, card["parameters"]))
        objectives = tuple(objectives) or tuple(map(_objective, card["objectives"]))
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        raise InputError(
            f"{folder / 'space.json'} does not say what is needed: {_first_line(error)}",
            fix="give parameters (name, type, options) and objectives (name, goal)",
        ) from None
    note = folder / "description.txt"
    words = note.read_text("utf-8-sig").strip() if note.is_file() else ""
    return _build(str(card.get("name") or folder.name), parameters, objectives, table, words)


def read_plain(path: Path, objectives: Sequence[Objective]) -> LookupSet:
    """Read a set out of one CSV file whose other columns are the parameters.

    Raises:
        InputError: see `orthought.campaign.lookup.open_set`.
    """
    table = read_delimited(path)
    measured = measured_names(objectives)
    _require_columns(table, measured)
    names = [column for column in table.columns if column not in measured]
    if not names:
        raise InputError(
            f"{path.name} has no column beside the objectives", fix="add the parameters"
        )
    return _build(path.stem, [_inferred(table, name) for name in names], objectives, table, "")


def _build(
    name: str,
    parameters: Sequence[Parameter],
    objectives: Sequence[Objective],
    table: Table,
    description: str,
) -> LookupSet:
    if not parameters or not objectives:
        what = "objective" if parameters else "parameter"
        raise InputError(f"{name} has no {what}", fix="state at least one")
    if not table.rows:
        raise InputError(f"{table.source} has no rows", fix="give at least one below the header")
    measured = measured_names(objectives)
    _require_columns(table, [*(parameter.name for parameter in parameters), *measured])
    whole = Space(parameters=tuple(parameters), description=description)
    by_key: dict[Key, Observation] = {}
    for position, raw in enumerate(table.rows):
        row = _observation(whole, objectives, raw, table.place(position))
        known = by_key.setdefault(whole.key(row.point), row)
        if known.values != row.values:
            raise InputError(
                f"{table.place(position)}: this combination stands twice with different results",
                fix="keep one row a combination, such as the mean of its replicates",
            )
    space = whole.model_copy(update={"rules": _listing(whole, by_key)})
    # In the order of the space, so that the order of the file decides nothing.
    rows = (by_key[key] for key in map(space.key, space.points()))
    return LookupSet(name=name, space=space, objectives=tuple(objectives), table=tuple(rows))


def _listing(space: Space, measured: Mapping[Key, object]) -> tuple[Listed, ...]:
    """Return the shortest rule that leaves what was measured: none, the missing or the present."""
    if space.is_listable and space.size is not None and space.size < 2 * len(measured):
        keys = map(space.key, space.points())
        missing = tuple(key for key in keys if key not in measured)
        if not missing:
            return ()
        return (Listed(parameters=space.names, rows=missing, allowed=False),)
    return (Listed(parameters=space.names, rows=tuple(measured)),)


def _observation(
    space: Space, objectives: Sequence[Objective], raw: Mapping[str, object], place: str
) -> Observation:
    plain = {name: plain_number(cell) for name, cell in raw.items()}
    for parameter in space.parameters:
        if isinstance(parameter, Categorical):
            plain[parameter.name] = raw[parameter.name]
    try:
        point = space.read(plain)
        values = {name: measured_number(name, plain[name]) for name in measured_names(objectives)}
    except InputError as error:
        raise InputError(f"{place}: {error.message}", fix=error.fix) from None
    return Observation(point=point, values=complete_values(values, objectives))


def _require_columns(table: Table, names: Sequence[str]) -> None:
    missing = [name for name in names if name not in table.columns]
    if missing:
        raise InputError(
            f"{table.source} has no column {missing[0]!r}",
            fix=f"its columns are {', '.join(table.columns)}",
        )


def _inferred(table: Table, name: str) -> Parameter:
    """Return the parameter that a column shows: of numbers where every cell is one."""
    cells = [row[name] for row in table.rows]
    for position, cell in enumerate(cells):
        if cell == "":
            raise InputError(
                f"{table.place(position)}: {name} is empty",
                fix='write what was used; "None" is an option like any other',
            )
    texts = tuple(dict.fromkeys(str(cell).strip() for cell in cells))
    try:
        numbers = sorted({float(str(plain_number(cell))) for cell in cells})
    except ValueError:
        return Categorical(name=name, options=tuple(Option(name=text) for text in texts))
    if not all(map(math.isfinite, numbers)):
        return Categorical(name=name, options=tuple(Option(name=text) for text in texts))
    return Discrete(name=name, numbers=tuple(numbers))


def _parameter(card: Mapping[str, Any]) -> Parameter:
    kind = card["type"]
    common = {"name": card["name"], "description": card.get("description", "")}
    if kind == "categorical":
        return Categorical(**common, options=tuple(map(_option, card["options"])))
    unit = {"unit": card.get("unit", "")}
    if kind == "discrete":
        return Discrete(**common, **unit, numbers=tuple(card["options"]))
    if kind == "integer":
        return Integer(**common, **unit, low=card["low"], high=card["high"])
    if kind == "continuous":
        return Continuous(**common, **unit, low=card["low"], high=card["high"])
    raise InputError(
        f"{card['name']}: the type {kind!r} is not known",
        fix="use categorical, discrete, integer or continuous",
    )


def _option(card: str | Mapping[str, Any]) -> Option:
    return Option(name=card) if isinstance(card, str) else Option.model_validate(card)


def _objective(card: Mapping[str, Any]) -> Objective:
    return Objective(name=card["name"], direction=card.get("goal", "maximize"))


def _read_card(path: Path) -> dict[str, Any]:
    try:
        card = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror}",
            fix="a set is a folder of space.json and lookup.csv, or a CSV file",
        ) from None
    except ValueError as error:
        raise InputError(f"{path} is no JSON: {error}", fix="mend it there") from None
    if not isinstance(card, dict):
        raise InputError(f"{path} holds no object", fix="give parameters and objectives")
    return card


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"no {error}" if isinstance(error, KeyError) else str(error)
