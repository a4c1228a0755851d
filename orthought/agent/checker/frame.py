"""What is put behind a checker's text: its claims become a model over the plan's decisions.

This file is sent into the sandbox as text, after the checker, so that the one way out of it (an
instance) carries the claims too. It imports nothing of this package.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

PLAN = "orthought_plan"
_SENSES = ("<=", ">=", "==")
_GOALS = ("maximize", "minimize")
_ZERO = 1e-6


class _Family(Mapping[Any, Any]):
    """The decisions of one name; `x[1]`, `x["1"]`, `x["a", 2]` find them by their texts."""

    def __init__(self, name: str, cells: dict[tuple[str, ...], Any]) -> None:
        self._name, self._cells = name, cells

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        found = tuple(map(_text, parts))
        if found not in self._cells:
            raise KeyError(f"{self._name} has no {', '.join(found)}")
        return self._cells[found]

    def __iter__(self) -> Iterator[Any]:
        return (key[0] if len(key) == 1 else key for key in self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def _text(part: Any) -> str:
    if isinstance(part, float) and part.is_integer():
        return str(int(part))
    return str(part)


def build_model(data: dict[str, Any]) -> Any:
    """Return the claims as a model: over the decisions, or as plain numbers at one point."""
    shape = data.pop(PLAN)
    if shape["values"] is None:
        return _over_decisions(data, shape)
    return _at_point(data, shape)


def _over_decisions(data: dict[str, Any], shape: dict[str, Any]) -> Any:
    import pyomo.environ as pyo

    model = pyo.ConcreteModel()
    count = sum(len(keys) for keys in shape["families"].values())
    model.plan = pyo.Var(range(count))
    cells = [model.plan[number] for number in range(count)]
    for name, variables in _named(shape, cells).items():
        for variable in variables:
            variable.domain = _domain(name, pyo)
    model.limit = pyo.Constraint(pyo.Any)
    for number, claim in enumerate(_claims(data, shape, cells)):
        if claim[0] in _GOALS:
            sense = pyo.maximize if claim[0] == "maximize" else pyo.minimize
            model.goal = pyo.Objective(expr=claim[1], sense=sense)
            continue
        sentence, left, sense, right, what = claim
        gap = left - right
        if not _is_number(gap):
            model.limit[number, sentence, what] = _row(gap, sense)
        elif not _holds(gap, sense):
            raise ValueError(f"sentence {sentence}, {what}: {gap:g} {sense} 0 holds no decision")
    return model


def _at_point(data: dict[str, Any], shape: dict[str, Any]) -> Any:
    import pyomo.environ as pyo

    model = pyo.ConcreteModel()
    model.plan = pyo.VarList()
    model.limit = pyo.Constraint(pyo.Any)
    claims = list(_claims(data, shape, shape["values"]))
    claims += _of_domains(shape)
    for number, claim in enumerate(claims):
        held = model.plan.add()
        if claim[0] in _GOALS:
            held.setlb(float(claim[1]))
            held.setub(float(claim[1]))
            model.goal = pyo.Objective(
                expr=held, sense=pyo.maximize if claim[0] == "maximize" else pyo.minimize
            )
            continue
        sentence, left, sense, right, what = claim
        held.setlb(float(left))
        held.setub(float(left))
        model.limit[number, sentence, what] = _row(held - float(right), sense)
    return model


def _row(gap: Any, sense: str) -> Any:
    if sense == "==":
        return gap == 0
    return gap <= 0 if sense == "<=" else gap >= 0


def _holds(gap: float, sense: str) -> bool:
    if sense == "==":
        return abs(gap) <= _ZERO
    return gap <= _ZERO if sense == "<=" else gap >= -_ZERO


def _is_number(value: Any) -> bool:
    return not getattr(value, "is_potentially_variable", lambda: False)()


def _named(shape: dict[str, Any], cells: list[Any]) -> dict[str, list[Any]]:
    found, begin = {}, 0
    for name, keys in shape["families"].items():
        found[name] = cells[begin : begin + len(keys)]
        begin += len(keys)
    return found


def _claims(data: dict[str, Any], shape: dict[str, Any], cells: list[Any]) -> Iterator[Any]:
    """Yield the goal and each limit as `check` states them, in one form."""
    plan = {}
    for name, own in _named(shape, cells).items():
        keys = [tuple(key) for key in shape["families"][name]]
        plan[name] = own[0] if keys == [()] else _Family(name, dict(zip(keys, own, strict=True)))
    goals = 0
    for claim in globals()["check"](data, plan):
        if not isinstance(claim, tuple | list) or len(claim) < 2:
            raise ValueError(f"check yielded {claim!r}: a tuple is needed")
        if claim[0] in _GOALS:
            goals += 1
            yield claim[0], claim[1]
            continue
        if len(claim) not in (4, 5) or claim[2] not in _SENSES:
            raise ValueError(
                f"check yielded {claim!r}: a limit is (sentence, left, sense, right, what)"
            )
        what = "".join(c if c.isalnum() or c in " -_.%" else " " for c in str(claim[-1]))
        yield int(claim[0]), claim[1], claim[2], claim[3], " ".join(what.split())[:80] or "limit"
    if goals != 1:
        raise ValueError(f"check yielded {goals} objectives: exactly one is needed")


def _of_domains(shape: dict[str, Any]) -> Iterator[Any]:
    """Yield what the text says of the kinds of decisions, as claims on the numbers."""
    for name, values in _named(shape, shape["values"]).items():
        if _is_in("WHOLE", name) or _is_in("YES_NO", name):
            rest = max(abs(value - round(value)) for value in values)
            yield 0, rest, "<=", _ZERO, f"{name} in whole numbers"
        if not _is_in("FREE", name):
            yield 0, min(values), ">=", -_ZERO, f"{name} not negative"
        if _is_in("YES_NO", name):
            yield 0, max(values), "<=", 1 + _ZERO, f"{name} yes or no"


def _domain(name: str, pyo: Any) -> Any:
    if _is_in("YES_NO", name):
        return pyo.Binary
    if _is_in("WHOLE", name):
        return pyo.Integers if _is_in("FREE", name) else pyo.NonNegativeIntegers
    return pyo.Reals if _is_in("FREE", name) else pyo.NonNegativeReals


def _is_in(kind: str, name: str) -> bool:
    """Whether the checker lists a decision under a kind; a list that is missing is empty."""
    return name in globals().get(kind, ())
