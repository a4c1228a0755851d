"""Sets in which a parameter is held at one value: smaller spaces of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orthought.campaign.lookup import LookupSet
from orthought.campaign.observations import Observation
from orthought.campaign.space import Listed, Parameter, Value
from orthought.errors import InputError


def narrow(
    sets: Sequence[LookupSet], fix: Mapping[str, str], each: str = ""
) -> tuple[LookupSet, ...]:
    """Return the sets with the parameters in `fix` held, and `each` held at every value in turn.

    Raises:
        InputError: a set has no such parameter or value, or nothing was measured there.
    """
    held = [hold(item, fix) if fix else item for item in sets]
    if not each:
        return tuple(held)
    return tuple(
        hold(item, {each: value})
        for item in held
        for value in (_find(item, each).values() or ())
        if any(row.point[each] == value for row in item.table)
    )


def hold(item: LookupSet, fix: Mapping[str, Value]) -> LookupSet:
    """Return the part of a set where parameters have the given values; these are gone from it.

    Raises:
        InputError: no such parameter or value, nothing was measured there, or nothing is left.
    """
    values = {name: _find(item, name).read(raw) for name, raw in fix.items()}
    rows = [row for row in item.table if all(row.point[n] == v for n, v in values.items())]
    words = ", ".join(f"{name}={value}" for name, value in values.items())
    kept = tuple(each for each in item.space.parameters if each.name not in values)
    if not rows or not kept:
        raise InputError(
            f"{item.name}: {'nothing was measured' if kept else 'nothing is left to vary'} "
            f"with {words}",
            fix="hold fewer parameters, or others",
        )
    names = tuple(parameter.name for parameter in kept)
    table = tuple(_without(row, names) for row in rows)
    space = item.space.model_copy(
        update={
            "parameters": kept,
            "description": f"{item.space.description}\n\nHeld fixed: {words}.".strip(),
            "rules": (
                Listed(parameters=names, rows=tuple(tuple(r.point.values()) for r in table)),
            ),
        }
    )
    return LookupSet(
        name=f"{item.name} {words}", space=space, objectives=item.objectives, table=table
    )


def _without(row: Observation, names: Sequence[str]) -> Observation:
    return row.model_copy(update={"point": {name: row.point[name] for name in names}})


def _find(item: LookupSet, name: str) -> Parameter:
    for parameter in item.space.parameters:
        if parameter.name == name:
            return parameter
    raise InputError(
        f"{item.name} has no parameter {name!r}", fix=f"it has: {', '.join(item.space.names)}"
    )
