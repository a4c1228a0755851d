"""The program against what the formulation declares to be known: numbers that nothing uses."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from orthought.agent.replies.syntax import parse_program
from orthought.agent.replies.vocabulary import words
from orthought.formulation import Formulation, Parameter
from orthought.solution import Check

MAX_EVIDENCE: Final = 10


@dataclass(frozen=True)
class Used:
    """What a program names of its data."""

    names: frozenset[str]
    """Every text and every attribute."""
    opaque: frozenset[str]
    """Entries of `data` whose parts are taken without naming them: `table[column]`, rows."""


def used_in(program: str) -> Used | None:
    """Return what a program names; None where `data` itself is handed on or looped over."""
    tree = parse_program(program)
    if tree is None:
        return None
    nodes = list(ast.walk(tree))
    named = sum(isinstance(node, ast.Name) and node.id == "data" for node in nodes)
    entries = [entry for node in nodes if (entry := _entry(node)) is not None]
    if len(entries) < named:
        return None
    texts = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    attributes = {n.attr for n in nodes if isinstance(n, ast.Attribute)}
    return Used(frozenset(texts | attributes), frozenset(_opaque(nodes)))


def _entry(node: ast.AST) -> str | None:
    """Return the name of `data["name"]` or `data.get("name")`."""
    if isinstance(node, ast.Subscript) and _is_data(node.value):
        return _text(node.slice)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        return _text(node.args[0]) if _is_data(node.func.value) else None
    return None


def _is_data(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "data"


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _opaque(nodes: list[ast.AST]) -> Iterator[str]:
    aliases = dict(alias for node in nodes for alias in _aliases(node))
    for node in nodes:
        if isinstance(node, ast.Subscript):
            taken_by_name = _text(node.slice) is not None
        elif isinstance(node, ast.Attribute):
            taken_by_name = node.attr not in _BY_ROWS
        else:
            continue
        entry = _entry(node.value)
        if entry is None and isinstance(node.value, ast.Name):
            entry = aliases.get(node.value.id)
        if entry is not None and not taken_by_name:
            yield entry


def _aliases(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield name and entry of `table = data["table"]`, also within tuples."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        pairs = [(target, node.value)]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            pairs = list(zip(target.elts, node.value.elts, strict=False))
        for one, value in pairs:
            entry = _entry(value)
            if isinstance(one, ast.Name) and entry is not None:
                yield one.id, entry


def idle_parameters(formulation: Formulation, program: str) -> tuple[Parameter, ...]:
    """Return parameters (and columns of tables) that are declared and that no line names.

    Those that an assumption names are explained.
    """
    used = used_in(program)
    if used is None or formulation.derived:
        return ()
    notes = " ".join(formulation.assumptions)
    return tuple(
        parameter
        for parameter in formulation.parameters
        if _is_idle(parameter, used) and parameter.name not in notes
    )


def _is_idle(parameter: Parameter, used: Used) -> bool:
    if parameter.table is None:
        return parameter.name not in used.names
    if parameter.column is None or parameter.table in used.opaque:
        return False
    return parameter.table in used.names and parameter.column not in used.names


def check_idle_parameters(formulation: Formulation, program: str) -> Check:
    """Object where the program never uses a number that the formulation declares."""
    name = "declared numbers in use"
    if formulation.derived or not formulation.parameters:
        return Check(name=name, verdict="not_applicable", message="nothing is declared")
    idle = idle_parameters(formulation, program)
    if not idle:
        return Check(name=name, verdict="holds", message="every declared number is used")
    said = tuple(
        f"{p.name}: {p.meaning} (sentences {', '.join(map(str, p.sentences)) or 'none'})"
        for p in idle
    )
    return Check(
        name=name,
        verdict="objects",
        message="the program never uses " + ", ".join(p.name for p in idle[:MAX_EVIDENCE]),
        evidence=said[:MAX_EVIDENCE],
        repair_hint="Write the row or the objective term that needs these numbers, or say in the "
        "assumptions why they do not matter.",
    )


_BY_ROWS: Final = words(
    "iterrows itertuples to_dict to_records to_numpy values loc iloc at iat columns pivot "
    "pivot_table stack melt set_index groupby apply items"
)
