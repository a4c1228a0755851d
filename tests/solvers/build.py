"""Small builders of instances for the tests of the solvers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from orthought.instance import ExpressionGraph, Instance, Operator

Rows = Sequence[tuple[Sequence[float], float | None, float | None]]
"""Dense coefficients, lower side, upper side (None: no side)."""
Tree = Any
"""An expression: a number, 'x0' for column 0, or (Operator, argument, ...)."""


def make(
    objective: Sequence[float],
    rows: Rows = (),
    *,
    sense: str = "minimize",
    lower: float | Sequence[float | None] | None = 0.0,
    upper: float | Sequence[float | None] | None = None,
    kinds: Sequence[int] | int = 0,
    constant: float = 0.0,
    quadratic: Sequence[tuple[int, int, int, float]] = (),
    nonlinear: dict[int, Tree] | None = None,
    **rest: Any,
) -> Instance:
    """Return an instance; `quadratic` lists (row, first, second, value), row -1 the objective."""
    n = len(objective)
    matrix = np.array([row[0] for row in rows], dtype=float).reshape(len(rows), n)
    row_of, columns = np.nonzero(matrix)
    counts = np.bincount(row_of, minlength=len(rows))
    graph, roots = grow(nonlinear or {})
    return Instance(
        name="test",
        sense=sense,  # type: ignore[arg-type]
        variable_names=tuple(f"x[{k}]" for k in range(n)),
        lower=_sides(lower, n, -np.inf),
        upper=_sides(upper, n, np.inf),
        kinds=np.broadcast_to(np.asarray(kinds, np.uint8), (n,)).copy(),
        objective=np.asarray(objective, dtype=float),
        objective_constant=constant,
        row_names=tuple(f"row[{k}]" for k in range(len(rows))),
        row_lower=np.array([-np.inf if r[1] is None else r[1] for r in rows], dtype=float),
        row_upper=np.array([np.inf if r[2] is None else r[2] for r in rows], dtype=float),
        row_starts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        row_columns=columns.astype(np.int32),
        row_values=matrix[row_of, columns],
        quadratic_rows=np.array([q[0] for q in quadratic], np.int32),
        quadratic_first=np.array([q[1] for q in quadratic], np.int32),
        quadratic_second=np.array([q[2] for q in quadratic], np.int32),
        quadratic_values=np.array([q[3] for q in quadratic], float),
        graph=graph,
        nonlinear_rows=np.array(list(nonlinear or {}), np.int32),
        nonlinear_roots=np.array(roots, np.int32),
        **rest,
    )


def _sides(value: Any, n: int, missing: float) -> Any:
    values = list(value) if isinstance(value, Sequence) else [value] * n
    return np.array([missing if side is None else side for side in values], dtype=float)


def grow(trees: dict[int, Tree]) -> tuple[ExpressionGraph, list[int]]:
    """Return the graph of several trees and the root of each."""
    operators: list[int] = []
    starts = [0]
    arguments: list[int] = []
    constants: list[float] = []

    def add(tree: Tree) -> int:
        if isinstance(tree, tuple):
            operator, children = tree[0], [add(child) for child in tree[1:]]
            constant = 0.0
        elif isinstance(tree, str):
            operator, children, constant = Operator.VARIABLE, [int(tree[1:])], 0.0
        else:
            operator, children, constant = Operator.CONSTANT, [], float(tree)
        operators.append(int(operator))
        arguments.extend(children)
        starts.append(len(arguments))
        constants.append(constant)
        return len(operators) - 1

    roots = [add(tree) for tree in trees.values()]
    graph = ExpressionGraph(
        np.array(operators, np.uint8),
        np.array(starts, np.int64),
        np.array(arguments, np.int32),
        np.array(constants, float),
    )
    return graph, roots
