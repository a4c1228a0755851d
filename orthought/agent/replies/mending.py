"""Slips of small models that can be mended without guessing what was meant."""

from __future__ import annotations

import ast
from typing import Final

_SUMS: Final = frozenset({"sum", "quicksum", "sum_product", "summation"})


def name_expressions(body: list[ast.stmt]) -> int:
    """Write `expr=` before a lone expression of `Constraint(...)` or `Objective(...)`.

    Pyomo reads a positional argument as an index set, so without the name the call can only fail.
    Returns how many calls were changed; the tree is changed in place.
    """
    calls = [node for node in ast.walk(ast.Module(body, [])) if isinstance(node, ast.Call)]
    lone = [call for call in calls if _is_lone_expression(call)]
    for call in lone:
        call.keywords.insert(0, ast.keyword("expr", call.args.pop()))
    return len(lone)


def _is_lone_expression(call: ast.Call) -> bool:
    if len(call.args) != 1 or {word.arg for word in call.keywords} & {"expr", "rule"}:
        return False
    component, argument = _called(call.func), call.args[0]
    if component == "Constraint":
        return isinstance(argument, ast.Compare)
    return component == "Objective" and (isinstance(argument, ast.BinOp) or _is_sum(argument))


def _is_sum(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _called(node.func) in _SUMS


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
