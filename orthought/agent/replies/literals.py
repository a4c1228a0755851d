"""Numbers that a program holds itself instead of taking them from `data`."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import Final

from orthought.agent.replies.syntax import parse_program
from orthought.base import Model


class Literal(Model):
    """A number that stands in the program."""

    line: int
    """Line of the program, from 1."""
    value: float
    text: str
    """As written."""


def foreign_literals(program: str) -> tuple[Literal, ...]:
    """Return the numbers of a program other than 0, 1, -1 and plain structure.

    Structure is: exponents 2, 0.5 and -1, subscripts and slices, arguments of range, round and
    enumerate, and steps such as `n - 1`. A program that cannot be parsed has none.
    """
    tree = parse_program(program)
    if tree is None:
        return ()
    structure = frozenset(id(node) for node in _structure(tree))
    found = [
        Literal(line=node.lineno, value=value, text=ast.get_source_segment(program, node) or "")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and id(node) not in structure
        for value in _foreign_value(node, tree)
    ]
    texts = _numeric_texts(tree, program)
    return tuple(sorted([*found, *texts], key=lambda literal: literal.line))


def _foreign_value(node: ast.Constant, tree: ast.AST) -> Iterator[float]:
    if isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return
    if abs(node.value) > _LARGEST:
        yield float("inf")
    elif abs(node.value) not in (0, 1):
        yield float(node.value)


def _structure(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the constants that say where or how, not how much."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            yield from _whole_numbers(node.slice)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
            yield from _exponent(node.right)
        elif isinstance(node, ast.Call) and _called(node) in _COUNTING:
            for argument in node.args:
                yield from _whole_numbers(argument)
            for keyword in node.keywords:
                yield from _whole_numbers(keyword.value)
        elif isinstance(node, ast.Call) and _called(node) == "pow" and len(node.args) > 1:
            yield from _exponent(node.args[1])


def _whole_numbers(node: ast.AST) -> Iterator[ast.AST]:
    """Constants of an index expression; a call inside it computes something else."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Constant) and isinstance(current.value, int):
            if abs(current.value) <= _LARGEST_STEP:
                yield current
        elif isinstance(current, ast.BinOp | ast.UnaryOp | ast.Slice | ast.Tuple | ast.operator):
            stack.extend(ast.iter_child_nodes(current))


def _exponent(node: ast.expr) -> Iterator[ast.AST]:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    if isinstance(inner, ast.Constant) and inner.value in (2, 3, 0.5):
        yield inner


def _numeric_texts(tree: ast.AST, program: str) -> Iterator[Literal]:
    """Find numbers hidden in texts: float("40")."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and _called(node) in ("float", "int", "Decimal")):
            continue
        for argument in node.args[:1]:
            value = argument.value if isinstance(argument, ast.Constant) else None
            number = _as_number(value) if isinstance(value, str) else None
            if number is not None and abs(number) not in (0, 1, float("inf")):
                text = ast.get_source_segment(program, node) or ""
                yield Literal(line=node.lineno, value=number, text=text)


def _as_number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else number


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


_COUNTING: Final = frozenset(
    ("range", "RangeSet", "round", "enumerate", "islice", "combinations", "permutations", "repeat")
)
_LARGEST: Final = 1e300
_LARGEST_STEP: Final = 3
"""Up to here a whole number in range() or a subscript is structure; `range(1, 13)` hides a 12."""
