"""Small spaces, and strategies for everything a space is made of."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from orthought.campaign.space import (
    Among,
    Categorical,
    Condition,
    Continuous,
    Discrete,
    Either,
    Every,
    Forbid,
    Integer,
    Linear,
    Listed,
    Not,
    Option,
    Parameter,
    Require,
    Rule,
    Space,
    Term,
)

NAMES = st.text(min_size=1, max_size=8).filter(lambda name: bool(name.strip()))
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 3))


def choice(name: str, *options: str) -> Categorical:
    """Return a choice among options that have only names."""
    return Categorical(name=name, options=tuple(Option(name=option) for option in options))


def whole(*names: str, high: int = 9) -> tuple[Integer, ...]:
    """Return whole numbers from 0."""
    return tuple(Integer(name=name, low=0, high=high) for name in names)


def shares(*names: str) -> tuple[Continuous, ...]:
    """Return numbers from 0 to 1."""
    return tuple(Continuous(name=name, low=0, high=1) for name in names)


def amination(*rules: str) -> Space:
    """Return a space of 3 * 2 * 3 * 5 combinations."""
    return Space.model_validate(
        {
            "parameters": (
                choice("base", "MTBD", "P2Et", "None"),
                choice("solvent", "DMA", "t-BuOH"),
                Discrete(name="AcOH_equiv", numbers=(1, 5, 3)),
                *whole("hours", high=4),
            ),
            "rules": rules,
        }
    )


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    keys = draw(st.lists(NAMES, max_size=2, unique=True))
    return tuple(
        Option(name=name, smiles=draw(st.text(max_size=4)), descriptors=dict.fromkeys(keys, place))
        for place, name in enumerate(names)
    )


@st.composite
def parameters(draw: st.DrawFn, name: str) -> Parameter:
    about: dict[str, Any] = {"name": name, "description": draw(st.text(max_size=5))}
    kind = draw(st.sampled_from(["categorical", "discrete", "integer", "continuous"]))
    if kind == "categorical":
        return Categorical(**about, options=draw(options()))
    about["unit"] = draw(st.text(max_size=3))
    if kind == "discrete":
        return Discrete(
            **about, numbers=tuple(draw(st.lists(NUMBERS, min_size=1, max_size=4, unique=True)))
        )
    low = draw(st.integers(-100, 100))
    high = low + draw(st.integers(1, 20))
    return (
        Integer(**about, low=low, high=high)
        if kind == "integer"
        else Continuous(**about, low=low, high=high)
    )


def values(parameter: Parameter) -> st.SearchStrategy[Any]:
    """Draw values of a parameter."""
    return st.floats(0, 1, exclude_max=True).map(parameter.at)


@st.composite
def conditions(draw: st.DrawFn, known: tuple[Parameter, ...], depth: int = 2) -> Condition:
    """Draw conditions as they are after reading."""
    kind = draw(st.sampled_from(["among", "linear", *(["not", "and", "or"] if depth else [])]))
    if kind == "not":
        return Not(part=draw(conditions(known, depth - 1)))
    if kind in ("and", "or"):
        parts = tuple(draw(st.lists(conditions(known, depth - 1), min_size=2, max_size=3)))
        return Every(parts=parts) if kind == "and" else Either(parts=parts)
    numeric = [p for p in known if not isinstance(p, Categorical)]
    listed = [p for p in known if not isinstance(p, Continuous)]
    if listed and (kind == "among" or not numeric):
        parameter = draw(st.sampled_from(listed))
        found = draw(st.lists(values(parameter), min_size=1, max_size=3, unique=True))
        return Among(parameter=parameter.name, values=tuple(found), negated=draw(st.booleans()))
    chosen = draw(st.lists(st.sampled_from(numeric), min_size=1, max_size=3, unique_by=id))
    factors = st.sampled_from([1.0, -1.0, 2.0, 0.5, -3.25])
    terms = tuple(Term(parameter=p.name, factor=draw(factors)) for p in chosen)
    exact = [] if len(terms) == 1 else ["=", "!="]
    relation = draw(st.sampled_from(["<=", "<", ">=", ">", *exact]))
    return Linear(terms=terms, relation=relation, bound=draw(NUMBERS))


@st.composite
def rules(draw: st.DrawFn, known: tuple[Parameter, ...]) -> Rule:
    kind = draw(st.sampled_from(["forbid", "require", "when"]))
    condition = draw(conditions(known))
    if kind == "forbid":
        return Forbid(condition=condition)
    return Require(condition=condition, when=draw(conditions(known)) if kind == "when" else None)


@st.composite
def spaces(draw: st.DrawFn, *, with_rules: bool = True) -> Space:
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    known = tuple(draw(parameters(name)) for name in names)
    if not with_rules:
        return Space(parameters=known)
    kept = draw(st.lists(rules(known), max_size=3))
    if draw(st.booleans()):
        row = tuple(draw(values(parameter)) for parameter in known)
        kept.append(Listed(parameters=tuple(names), rows=(row,), allowed=draw(st.booleans())))
    return Space(parameters=known, rules=tuple(kept), description=draw(st.text(max_size=10)))


def gower(space: Space, first: dict[str, Any], second: dict[str, Any]) -> float:
    """Return the distance of two points, computed another way."""
    total = 0.0
    for parameter in space.parameters:
        one, other = first[parameter.name], second[parameter.name]
        if isinstance(parameter, Categorical):
            total += one != other
        else:
            numbers = parameter.numbers if isinstance(parameter, Discrete) else None
            low, high = (
                (min(numbers), max(numbers)) if numbers else (parameter.low, parameter.high)  # type: ignore[union-attr]
            )
            total += math.fabs(one - other) / ((high - low) or 1)
    return total
