"""The same experiment under other names: what a proposer loses by it, it knew by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from orthought.campaign.lookup import LookupSet
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Categorical, Option, Parameter, Point, Space, Value
from orthought.errors import InputError

Kind = Literal["hidden", "permuted"]
KINDS: Final[tuple[Kind, ...]] = ("hidden", "permuted")


@dataclass(frozen=True)
class Mask:
    """A space under other names, and the way there and back."""

    space: Space
    """What the proposer sees."""
    names: Mapping[str, str]
    """Name of each parameter under the mask."""
    options: Mapping[str, Mapping[Value, Value]]
    """Name of each option under the mask, by the parameter's own name."""
    _back: dict[str, dict[Value, Value]] = field(default_factory=dict)

    def encode(self, point: Point) -> Point:
        """Return a point as the proposer sees it."""
        seen = {self.names[name]: self.hidden(name, value) for name, value in point.items()}
        return {name: seen[name] for name in self.space.names if name in seen}

    def decode(self, point: Point) -> Point:
        """Return the point that is meant by one of the masked space."""
        return {
            name: self._back.get(name, {}).get(point[masked], point[masked])
            for name, masked in self.names.items()
            if masked in point
        }

    def hidden(self, name: str, value: Value) -> Value:
        """Return a value under the mask; numbers stay what they are."""
        return self.options.get(name, {}).get(value, value)


def mask_names(space: Space, seed: int = 0, kind: Kind = "hidden") -> Mask:
    """Put a space under other names.

    `hidden`: parameters and options get numbers in an order drawn by the seed, and descriptions,
    units, labels, SMILES and descriptors are left out. `permuted`: all names stay, but each option
    bears the name (with label, SMILES and descriptors) of another one, so that what is known of it
    misleads. Numbers stay what they are. Rules are kept in meaning.

    Raises:
        InputError: there is no such kind.
    """
    from numpy.random import default_rng

    if kind not in KINDS:
        raise InputError(f"there is no mask {kind!r}", fix=f"use {' or '.join(KINDS)}")
    generator = default_rng([seed, len(space.parameters)])
    order = generator.permutation(len(space.parameters)).tolist()
    shuffled = {
        parameter.name: generator.permutation(len(parameter.options)).tolist()
        for parameter in space.parameters
        if isinstance(parameter, Categorical)
    }
    if kind == "permuted":
        names = {name: name for name in space.names}
        options = {
            parameter.name: _others(parameter, shuffled[parameter.name])
            for parameter in space.parameters
            if isinstance(parameter, Categorical)
        }
        return _mask(space, space, names, options)
    names = {space.names[place]: f"parameter {n}" for n, place in enumerate(order, start=1)}
    options = {
        parameter.name: {
            parameter.options[place].name: f"option {n}"
            for n, place in enumerate(shuffled[parameter.name], start=1)
        }
        for parameter in space.parameters
        if isinstance(parameter, Categorical)
    }
    plain = tuple(
        _nameless(space.parameters[place], names, len(options.get(space.names[place], ())))
        for place in order
    )
    return _mask(space, Space(parameters=plain), names, options)


def mask_set(lookup: LookupSet, seed: int = 0, kind: Kind = "hidden") -> LookupSet:
    """Return a measured set under other names; where they are hidden, objectives get numbers too.

    Raises:
        InputError: there is no such kind.
    """
    mask = mask_names(lookup.space, seed, kind)
    results = {o.name: f"result {n}" for n, o in enumerate(lookup.objectives, start=1)}
    if kind == "permuted" or any(objective.selectivity for objective in lookup.objectives):
        results = {}
    return LookupSet(
        name=f"{lookup.name} ({kind} {seed})",
        space=mask.space,
        objectives=tuple(_unnamed(o, results) for o in lookup.objectives),
        table=tuple(
            Observation(
                point=mask.encode(row.point),
                values={results.get(name, name): value for name, value in row.values.items()},
            )
            for row in lookup.table
        ),
    )


def _mask(
    space: Space,
    masked: Space,
    names: Mapping[str, str],
    options: Mapping[str, Mapping[Value, Value]],
) -> Mask:
    back = {name: {seen: own for own, seen in known.items()} for name, known in options.items()}
    mask = Mask(masked, names, options, back)
    rules = [_renamed(rule.model_dump(), mask, "") for rule in space.rules]
    return Mask(masked.model_copy(update={"rules": rules}), names, options, back)


def _nameless(parameter: Parameter, names: Mapping[str, str], count: int) -> Parameter:
    changes: dict[str, Any] = {"name": names[parameter.name], "description": ""}
    if isinstance(parameter, Categorical):
        options = tuple(Option(name=f"option {n}") for n in range(1, count + 1))
        return Categorical(**changes, options=options)
    return type(parameter).model_validate({**parameter.model_dump(), **changes, "unit": ""})


def _others(parameter: Categorical, order: list[int]) -> dict[Value, Value]:
    """Give each option the name of the next one in a drawn order: none keeps its own."""
    names = [parameter.options[place].name for place in order]
    return dict(zip(names, [*names[1:], names[0]], strict=True))


def _unnamed(objective: Objective, results: Mapping[str, str]) -> Objective:
    if objective.name not in results:
        return objective
    return objective.model_copy(update={"name": results[objective.name], "unit": ""})


def _renamed(part: Any, mask: Mask, parameter: str) -> Any:
    """Return a part of a rule under the mask; `parameter` is whose values stand in it."""
    if isinstance(part, list | tuple):
        return [_renamed(item, mask, parameter) for item in part]
    if not isinstance(part, dict):
        return mask.hidden(parameter, part) if parameter else part
    changed = dict(part)
    if part.get("kind") == "listed":
        changed["parameters"] = [mask.names[name] for name in part["parameters"]]
        changed["rows"] = [
            [mask.hidden(name, v) for name, v in zip(part["parameters"], row, strict=True)]
            for row in part["rows"]
        ]
    elif "parameter" in part:
        changed["parameter"] = mask.names[part["parameter"]]
        if "values" in part:
            changed["values"] = _renamed(part["values"], mask, part["parameter"])
    else:
        changed = {name: _renamed(item, mask, "") for name, item in part.items()}
    if "reason" in part:
        changed["reason"] = ""
    return changed
