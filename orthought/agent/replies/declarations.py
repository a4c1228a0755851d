"""Declarations read off a program's syntax tree, where a model wrote no formulation."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from orthought.agent.replies.syntax import NotALiteralError, literal_value
from orthought.formulation import (
    Constraint,
    Formulation,
    Objective,
    Parameter,
    SetDeclaration,
    Variable,
)


def derive_formulation(tree: ast.Module, values: Mapping[str, Any]) -> Formulation:
    """Return sets, parameters, variables, objective and constraints that a program declares.

    `values` is what the program's own `data` held: lists of names become sets, the rest
    parameters.
    """
    components = list(_components(tree))
    objectives = [_objective(call) for kind, _, call in components if kind == "Objective"]
    return Formulation(
        sets=tuple(_set(name, value) for name, value in values.items() if _is_set(value)),
        parameters=tuple(
            Parameter(name=name, value=value)
            for name, value in values.items()
            if not _is_set(value)
        ),
        variables=_unique([_variable(n, call) for kind, n, call in components if kind == "Var"]),
        objective=objectives[-1] if objectives else None,
        constraints=_unique(
            [
                Constraint(name=name, index=_index(call), expression=_rule_text(call))
                for kind, name, call in components
                if kind in ("Constraint", "ConstraintList")
            ]
        ),
        derived=True,
    )


def _components(tree: ast.AST) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield kind, name and call of `model.name = pyo.Kind(...)` and `@model.Kind(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            kind = _last_name(node.value.func)
            for target in node.targets:
                if kind in _KINDS and isinstance(target, ast.Attribute):
                    yield kind, target.attr, node.value
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                kind = _last_name(call.func if call else decorator)
                if kind in _KINDS:
                    yield kind, node.name, call or ast.Call(decorator, [], [])


def _variable(name: str, call: ast.Call) -> Variable:
    domain = _last_name(_keyword(call, "domain") or _keyword(call, "within"))
    kind: Literal["continuous", "integer", "binary"] = "continuous"
    if domain in ("Binary", "Boolean"):
        kind = "binary"
    elif "Integer" in domain:
        kind = "integer"
    lower, upper = _bounds(call)
    if lower is None and (domain.startswith(("NonNegative", "Positive")) or kind == "binary"):
        lower = 0.0
    if upper is None and (domain.startswith(("NonPositive", "Negative")) or kind == "binary"):
        upper = 1.0 if kind == "binary" else 0.0
    if domain in ("UnitInterval", "PercentFraction"):
        lower, upper = 0.0, 1.0
    return Variable(name=name, index=_index(call), kind=kind, lower=lower, upper=upper)


def _bounds(call: ast.Call) -> tuple[float | str | None, float | str | None]:
    given = _keyword(call, "bounds")
    if not isinstance(given, ast.Tuple) or len(given.elts) != 2:
        # A rule of its own: not known from the outside, so nothing is declared.
        return None, None
    lower, upper = (_bound(node) for node in given.elts)
    return lower, upper


def _bound(node: ast.expr) -> float | str | None:
    try:
        value = literal_value(node)
    except NotALiteralError:
        return _unparse(node)
    return float(value) if isinstance(value, int | float) else None


def _objective(call: ast.Call) -> Objective:
    sense = _keyword(call, "sense")
    text = _last_name(sense)
    largest = "max" in text.lower() or (isinstance(sense, ast.UnaryOp))
    expression = _unparse(_keyword(call, "expr") or (call.args[0] if call.args else None))
    return Objective(sense="maximize" if largest else "minimize", expression=_as_text(expression))


def _index(call: ast.Call) -> tuple[str, ...]:
    return tuple(_index_name(argument) for argument in call.args)


def _index_name(node: ast.expr) -> str:
    """Name an index set: `products`, `model.products`, `data["products"]`, else its text."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return _last_name(node) or _unparse(node)[:60]


def _rule_text(call: ast.Call) -> str:
    rule = _keyword(call, "expr") or _keyword(call, "rule")
    if isinstance(rule, ast.Lambda):
        rule = rule.body
    return _as_text(_unparse(rule)) if rule is not None else ""


def _as_text(code: str) -> str:
    escaped = code.replace("\\", "\\backslash ").replace("_", "\\_").replace("%", "\\%")
    return f"\\texttt{{{escaped[:300]}}}" if code else ""


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _last_name(node: ast.AST | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _unparse(node: ast.AST | None) -> str:
    try:
        return ast.unparse(node) if node is not None else ""
    except (RecursionError, ValueError):
        return ""


def _is_set(value: Any) -> bool:
    is_names = isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
    return is_names and len(set(value)) == len(value)


def _set(name: str, value: Any) -> SetDeclaration:
    return SetDeclaration(name=name, elements=tuple(value))


def _unique(items: list[Any]) -> tuple[Any, ...]:
    return tuple({item.name: item for item in items}.values())


_KINDS: Final = frozenset(("Var", "Objective", "Constraint", "ConstraintList"))
