"""The program that the state comes to, put together by us: sets, variables, clauses in order."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from orthought.agent.attempt import Attempt
from orthought.agent.methods.optimus.state import Clause, State
from orthought.agent.replies.fences import find_blocks, strip_thinking
from orthought.agent.replies.mending import name_expressions
from orthought.agent.replies.syntax import parse_or_error
from orthought.errors import ReplyError
from orthought.formulation import SetDeclaration, Variable
from orthought.instance import family


@dataclass(frozen=True)
class Program:
    """A program, and the lines in which each clause stands."""

    text: str
    lines: dict[str, range]
    """By name of the clause, counted from 1."""


def assemble(state: State) -> Program:
    """Return the program of a state whose clauses are all coded."""
    written = ["import pyomo.environ as pyo", "", "", "def build_model(data):"]
    written += [f"    {line}" for line in ("model = pyo.ConcreteModel()", *declarations(state))]
    lines: dict[str, range] = {}
    for clause in state.clauses:
        code = textwrap.indent(clause.code, "    ").splitlines()
        lines[clause.name] = range(len(written) + 1, len(written) + len(code) + 1)
        written += code
    return Program("\n".join([*written, "    return model", ""]), lines)


def declarations(state: State) -> Iterator[str]:
    """Yield the lines that declare sets and variables."""
    for item in state.sets:
        yield f"model.{item.name} = pyo.Set(initialize={_elements(item)})"
    for variable in state.variables:
        yield f"model.{variable.name} = pyo.Var({', '.join(_arguments(variable))})"


def _elements(item: SetDeclaration) -> str:
    if item.table is None:
        return f"data[{item.name!r}]"
    return f"list(dict.fromkeys(data[{item.table!r}][{item.column!r}].tolist()))"


def _arguments(variable: Variable) -> Iterator[str]:
    yield from (f"model.{name}" for name in variable.index)
    yield f"domain={_DOMAINS[variable.kind]}"
    if variable.lower is not None or variable.upper is not None:
        yield f"bounds=({_bound(variable.lower)}, {_bound(variable.upper)})"


def _bound(bound: float | str | None) -> str:
    if isinstance(bound, str):
        return f"data[{bound!r}]"
    return "None" if bound is None else f"{bound:g}" if bound in (-1, 0, 1) else repr(bound)


def read_code(text: str, state: State, clause: Clause) -> str:
    """Return the statements of a clause that a reply holds, in plain form.

    Raises:
        ReplyError: there are none, they cannot be parsed, or they do more or less than to add the
            clause.
    """
    said = strip_thinking(text)[0]
    blocks = [block.text for block in find_blocks(said) if not block.language.startswith("json")]
    tree = parse_or_error(textwrap.dedent(blocks[-1] if blocks else said).strip("\n"))
    if isinstance(tree, str):
        raise ReplyError(f"It is no Python: {tree}.")
    try:
        _require_clause(tree, state, clause)
        name_expressions(tree.body)
        return ast.unparse(ast.fix_missing_locations(tree))
    except RecursionError:
        raise ReplyError("It is nested too deeply.") from None


def _require_clause(tree: ast.Module, state: State, clause: Clause) -> None:
    """The statements stand among others in one function: they may not end it or begin it anew."""
    for node in _outside_functions(tree):
        if isinstance(node, ast.Return):
            raise ReplyError("It returns: write only the statements that add this clause.")
        if isinstance(node, ast.Name) and node.id in _KEPT and isinstance(node.ctx, ast.Store):
            raise ReplyError(f"It assigns {node.id}, which is there already.")
    if any(isinstance(n, ast.FunctionDef) and n.name == "build_model" for n in tree.body):
        raise ReplyError("It defines build_model: write only the statements inside it.")
    added = set(_added(tree))
    again = added & state.names
    if again:
        raise ReplyError(f"It declares {', '.join(sorted(again))}, which is there already.")
    if clause.name not in added:
        raise ReplyError(f"It does not set model.{clause.name}.")


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _outside_functions(child)


def _added(tree: ast.Module) -> Iterator[str]:
    """Yield names of components: `model.name = ...` and `@model.Constraint(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            if isinstance(node.value, ast.Name) and node.value.id == "model":
                yield node.attr
        elif isinstance(node, ast.FunctionDef) and node.decorator_list:
            yield node.name


def suspects(state: State, program: Program | None, attempt: Attempt) -> tuple[str, ...]:
    """Return the clauses in which an attempt failed, as far as its evidence tells.

    Args:
        state: of the attempt.
        program: what was built; None where the state is not complete.
        attempt: with a diagnosis.
    """
    if program is None:
        return tuple(clause.name for clause in state.clauses if clause.status != "coded")[:1]
    assert attempt.diagnosis is not None
    found = re.findall(r"^line (\d+)$", "\n".join(attempt.diagnosis.details), re.MULTILINE)
    conflict = attempt.outcome.conflict if attempt.outcome else None
    rows = {family(row) for row in conflict.rows} if conflict else set()
    return tuple(
        name
        for name, lines in program.lines.items()
        if name in rows or any(int(line) in lines for line in found)
    )


_KEPT: Final = ("model", "data", "pyo")
_DOMAINS: Final = {"continuous": "pyo.Reals", "integer": "pyo.Integers", "binary": "pyo.Binary"}
