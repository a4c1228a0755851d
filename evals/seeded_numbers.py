"""Errors in numbers: misread, or taken from another sentence, parameter or column."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

from seeded_cases import Case
from seeded_program import Planted, Program, finished, texts_of, with_part

from orthought.agent.attempt import Draft
from orthought.formulation import Parameter


def change_coefficient(case: Case, random: Random) -> Planted | None:
    """Misread one number of the text."""
    changes: list[tuple[str, Callable[[float], float]]] = [
        ("doubled", lambda x: x * 2),
        ("ten times", lambda x: x * 10),
        ("a tenth", lambda x: x / 10),
        ("a quarter more", lambda x: x * 1.25),
        ("one more", lambda x: x + 1),
        ("digits exchanged", _digits_exchanged),
    ]
    what, change = random.choice(changes)
    return _leaf_changed(case, random, lambda p, value: change(value), what)


def _digits_exchanged(value: float) -> float:
    text = f"{value:g}"
    places = [k for k in range(len(text) - 1) if text[k : k + 2].isdigit()]
    if not places:
        return value + 1
    k = places[0]
    return float(text[:k] + text[k + 1] + text[k] + text[k + 2 :])


def take_elsewhere(case: Case, random: Random) -> Planted | None:
    """Use a number that belongs to another sentence: another value, parameter or column."""
    if random.random() < 0.5:
        return _name_exchanged(case, random)

    def other(parameter: Parameter, value: float) -> float:
        numbers = [
            n.value
            for n in case.reading.numbers
            if not n.label and n.sentence not in parameter.sentences and n.value not in (0, value)
        ]
        return random.choice(numbers) if numbers else value

    return _leaf_changed(case, random, other, "taken from another sentence")


def _leaf_changed(
    case: Case, random: Random, change: Callable[[Parameter, float], float], what: str
) -> Planted | None:
    found = [
        (parameter, path)
        for parameter in case.draft.formulation.parameters
        if parameter.table is None
        for path, value in _leaves(parameter.value, ())
        if value not in (0, 1)
    ]
    if not found:
        return None
    parameter, path = random.choice(found)
    old = _at(parameter.value, path)
    new = change(parameter, old)
    if new == old:
        return None
    whole = isinstance(old, int) and float(new).is_integer()
    value = _put(parameter.value, path, int(new) if whole else round(float(new), 9))
    changed = parameter.model_copy(update={"value": value})
    formulation = with_part(case.draft.formulation, "parameters", parameter, changed)
    note = f"{parameter.name}{list(path) or ''}: {old} became {new}, {what}"
    return Planted(Draft(formulation, case.draft.program), note)


def _leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], float]]:
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(item, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def _put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = deepcopy(value)
    _at(changed, path[:-1])[path[-1]] = new
    return changed


def _name_exchanged(case: Case, random: Random) -> Planted | None:
    """Take another parameter, or another column of the table, than the right one."""
    program = Program(case.draft.program)
    formulation = case.draft.formulation
    alike: dict[Any, list[str]] = {}
    for parameter in formulation.parameters:
        if parameter.table is None and isinstance(parameter.value, int | float | dict):
            alike.setdefault(parameter.index, []).append(parameter.name)
        elif parameter.table and parameter.column:
            alike.setdefault(parameter.table, []).append(parameter.column)
    groups = [group for group in alike.values() if len(set(group)) > 1]
    places = [
        (node, [other for other in group if other != node.value])
        for node in ast.walk(program.build)
        if isinstance(node, ast.Constant)
        for group in groups
        if node.value in group
    ]
    if not places:
        return None
    node, others = random.choice(places)
    old, new = str(node.value), random.choice(others)
    node.value = new
    exchanged = [
        c.model_copy(update={"expression": c.expression.replace(_latex(old), _latex(new))})
        for c in formulation.constraints
    ]
    if old not in texts_of(program.text()):
        formulation = formulation.model_copy(update={"constraints": tuple(exchanged)})
    return finished(case.draft, formulation, program, random, f"{new} taken for {old}")


def _latex(name: str) -> str:
    return name.replace("_", "\\_")
