"""Programs and drafts, edited by their syntax tree: what the planted errors are made with."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from seeded_cases import Case

from orthought.agent.attempt import Draft
from orthought.formulation import Constraint, Formulation


@dataclass(frozen=True)
class Planted:
    """A wrong draft and what was done to the right one."""

    draft: Draft
    note: str


Edit = Callable[[Case, Random], Planted | None]


class Program:
    """A program's syntax tree, to be edited in place."""

    def __init__(self, text: str) -> None:
        self.tree = ast.parse(text)
        found = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        self.build = next(node for node in found if node.name == "build_model")

    def components(self, kind: str) -> dict[str, ast.Assign]:
        """Return statements `model.name = pyo.Kind(...)` by name."""
        return {
            target.attr: node
            for node in self.build.body
            if isinstance(node, ast.Assign) and kind_of(node.value) == kind
            for target in node.targets
            if isinstance(target, ast.Attribute)
        }

    def parts(self, statement: ast.stmt) -> list[ast.AST]:
        """Return a statement and the definitions in the function that it uses."""
        used, parts = _names(statement), [statement]
        for node in reversed(self.build.body):
            if _defined(node) & used:
                parts.append(node)
                used |= _names(node)
        return list(parts)

    def remove(self, statement: ast.stmt) -> None:
        self.build.body.remove(statement)

    def text(self) -> str:
        """Return the program without definitions that nothing uses."""
        while True:
            used = {name for node in self.build.body for name in _names(node)}
            idle = [n for n in self.build.body if _defined(n) and not _defined(n) & used]
            if not idle:
                return ast.unparse(ast.fix_missing_locations(self.tree))
            for node in idle:
                self.remove(node)


def kind_of(node: ast.expr) -> str:
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node.func.attr if is_call else ""  # type: ignore[attr-defined]


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    if isinstance(node, ast.Assign):
        targets = [n for target in node.targets for n in ast.walk(target)]
        if any(isinstance(n, ast.Attribute) for n in targets):
            return set()
        return {n.id for n in targets if isinstance(n, ast.Name)}
    return set()


def finished(
    before: Draft, formulation: Formulation, program: Program, random: Random, note: str
) -> Planted:
    """Return the planted draft; by the toss of a coin without the numbers that became idle."""
    text = program.text()
    if random.random() < 0.5:
        idle = texts_of(before.program) - texts_of(text)
        kept = tuple(p for p in formulation.parameters if p.name not in idle)
        formulation = formulation.model_copy(update={"parameters": kept})
    return Planted(Draft(formulation, text), note)


def texts_of(program: str) -> set[str]:
    nodes = ast.walk(ast.parse(program))
    return {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def with_part(formulation: Formulation, part: str, old: Any, new: Any) -> Formulation:
    items = [new if item is old else item for item in getattr(formulation, part)]
    return formulation.model_copy(update={part: tuple(i for i in items if i is not None)})


def with_rows(
    case: Case, random: Random, fits: Callable[[Program, ast.Assign], bool] = lambda p, s: True
) -> tuple[Program, Constraint, ast.Assign] | None:
    """Choose a declared family of rows whose statement fits."""
    program = Program(case.draft.program)
    built = program.components("Constraint")
    found = [
        c
        for c in case.draft.formulation.constraints
        if c.name in built and fits(program, built[c.name])
    ]
    if not found:
        return None
    chosen = random.choice(found)
    return program, chosen, built[chosen.name]


def relations(program: Program, statement: ast.stmt) -> list[ast.Compare]:
    """Return the relations of a statement's rows: single comparisons that are no conditions."""
    found = []
    for part in program.parts(statement):
        if isinstance(part, ast.Assign) and part is not statement:
            continue
        inside = {id(n) for n in ast.walk(part) for c in _conditions(n) for n in ast.walk(c)}
        found += [
            node
            for node in ast.walk(part)
            if isinstance(node, ast.Compare)
            and id(node) not in inside
            and len(node.ops) == 1
            and isinstance(node.ops[0], ast.LtE | ast.GtE | ast.Eq)
        ]
    return found


def _conditions(node: ast.AST) -> list[ast.AST]:
    if isinstance(node, ast.comprehension):
        return list(node.ifs)
    return [node.test] if isinstance(node, ast.IfExp | ast.If) else []


def swapped(expression: str, sign: str) -> str:
    """Return LaTeX with its relation turned; an equation becomes `sign`, `=` makes equations."""
    below, above = r"\\leq?(?![a-z])|<=|\u2264", r"\\geq?(?![a-z])|>=|\u2265"
    if sign == "=":
        return re.sub(f"{below}|{above}", "=", expression)
    if re.search(below, expression):
        return re.sub(below, lambda found: "\\ge", expression)
    if re.search(above, expression):
        return re.sub(above, lambda found: "\\le", expression)
    return expression.replace("=", "\\le" if sign == "<=" else "\\ge", 1)
