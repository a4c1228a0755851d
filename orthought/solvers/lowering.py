"""Rewrite an instance so that a solver with few operators can take it.

What is left of the operators: CONSTANT, VARIABLE, ADD, MULTIPLY, DIVIDE, POWER with a constant
exponent, EXP, LOG, SQRT, SIN, COS and, where the solver has it, ABS. Inverse functions become new
columns with an equation; so do large shared expressions and deep ones, because solvers take trees.
New columns stand behind the old ones, so a point of the old instance is a prefix.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from orthought.errors import FrameError
from orthought.instance import OBJECTIVE_ROW, ExpressionGraph, Instance, Operator
from orthought.solvers.draft import Draft
from orthought.solvers.evaluate import evaluate_graph

MAX_SHARED: Final = 30
"""A node with several uses and a larger tree than this gets a column of its own."""
MAX_DEPTH: Final = 100
KEPT: Final = frozenset(
    {Operator.ADD, Operator.MULTIPLY, Operator.DIVIDE, Operator.EXP, Operator.LOG}
    | {Operator.SQRT, Operator.SIN, Operator.COS}
)
HALF_PI: Final = math.pi / 2


@dataclass(frozen=True)
class Taste:
    """What a solver wants beyond the core operators."""

    absolute: bool = True
    """Whether it has ABS."""
    linear_objective: bool = True
    """Whether a nonlinear objective must become a row."""
    linear_quadratic_objective: bool = True
    """Whether a quadratic objective must become a row as well."""


def lower(instance: Instance, taste: Taste) -> Instance:
    """Return an equivalent instance in core operators; old columns come first."""
    draft = Draft.of(instance)
    # Each mover looks for itself whether there is anything to move.
    if taste.linear_quadratic_objective or _has_curved_objective(instance, taste):
        _move_objective(draft, instance)
    _move_switched_rows(draft, instance)
    if len(instance.graph):
        _Rewriter(draft, instance.graph, taste).run()
    return draft.build()


def _has_curved_objective(instance: Instance, taste: Taste) -> bool:
    return taste.linear_objective and bool((instance.nonlinear_rows == OBJECTIVE_ROW).any())


def _move_objective(draft: Draft, instance: Instance) -> None:
    """Put the curved part of the objective into a row below (above) a new column."""
    curved = OBJECTIVE_ROW in draft.roots or (draft.quadratic_rows == OBJECTIVE_ROW).any()
    if not curved:
        return
    column = draft.add_column()
    minimise = instance.sense == "minimize"
    row = draft.add_row(-math.inf if minimise else 0.0, 0.0 if minimise else math.inf)
    draft.entries.append((row, column, -1.0))
    draft.costs[column] = 1.0
    draft.move(OBJECTIVE_ROW, row)


def _move_switched_rows(draft: Draft, instance: Instance) -> None:
    """Leave only linear terms in rows with an indicator: solvers take no others there."""
    for row in sorted({indicator.row for indicator in instance.indicators}):
        if row in draft.roots or (draft.quadratic_rows == row).any():
            column, equation = draft.add_column(), draft.add_row(0.0, 0.0)
            draft.entries += [(equation, column, -1.0), (row, column, 1.0)]
            draft.move(row, equation)


class _Rewriter:
    """Copies the nodes that are in use into a new graph of core operators."""

    def __init__(self, draft: Draft, graph: ExpressionGraph, taste: Taste) -> None:
        self._draft, self._graph, self._taste = draft, graph, taste
        self._operators: list[int] = []
        self._arguments: list[list[int]] = []
        self._constants: list[float] = []
        self._sizes: list[int] = []
        self._depths: list[int] = []
        self._leaves: dict[tuple[int, float], int] = {}

    def run(self) -> None:
        graph = self._graph
        starts, arguments = graph.starts.tolist(), graph.arguments.tolist()
        used = _use_counts(graph, list(self._draft.roots.values()))
        fixed = _constant_nodes(graph)
        new: dict[int, int] = {}
        for node, operator in enumerate(graph.operators.tolist()):
            if not used[node]:
                continue
            children = arguments[starts[node] : starts[node + 1]]
            if node in fixed:
                new[node] = self.constant(fixed[node])
            elif operator == Operator.VARIABLE:
                new[node] = self.variable(children[0])
            else:
                made = self._translate(operator, [new[child] for child in children])
                new[node] = self._shorten(made, used[node])
        roots = self._draft.roots.items()
        self._draft.roots = {row: -1 - k if k < 0 else new[k] for row, k in roots}
        self._draft.graph = self._finish()

    def constant(self, value: float) -> int:
        if not math.isfinite(value):
            raise FrameError("an expression of constants alone has no value")
        return self._leaf(Operator.CONSTANT, value)

    def variable(self, column: int) -> int:
        return self._leaf(Operator.VARIABLE, column)

    def add(self, operator: Operator, *children: int) -> int:
        self._operators.append(int(operator))
        self._arguments.append(list(children))
        self._constants.append(0.0)
        self._sizes.append(1 + sum(self._sizes[child] for child in children))
        self._depths.append(1 + max(self._depths[child] for child in children))
        return len(self._operators) - 1

    def scale(self, factor: float, child: int) -> int:
        return self.add(Operator.MULTIPLY, self.constant(factor), child)

    def _leaf(self, operator: Operator, value: float) -> int:
        key = (int(operator), value)
        if key not in self._leaves:
            self._operators.append(int(operator))
            is_variable = operator is Operator.VARIABLE
            self._arguments.append([int(value)] if is_variable else [])
            self._constants.append(0.0 if is_variable else value)
            self._sizes.append(1)
            self._depths.append(0)
            self._leaves[key] = len(self._operators) - 1
        return self._leaves[key]

    def _shorten(self, node: int, uses: int) -> int:
        shared = uses > 1 and self._sizes[node] > MAX_SHARED
        return self.name(node) if shared or self._depths[node] > MAX_DEPTH else node

    def name(self, node: int) -> int:
        """Give an expression a column of its own and return the column's node."""
        column, row = self._draft.add_column(), self._draft.add_row(0.0, 0.0)
        self._draft.entries.append((row, column, -1.0))
        # A root that is a new node already is marked by its sign.
        self._draft.roots[row] = -1 - node
        return self.variable(column)

    def _translate(self, operator: int, args: list[int]) -> int:
        if operator in KEPT:
            return self.add(Operator(operator), *args)
        if operator == Operator.POWER:
            return self._power(*args)
        if operator in _INVERSES:
            return self._inverse(operator, args[0])
        return self._rewrite(operator, args[0])

    def _rewrite(self, operator: int, u: int) -> int:
        add, number = self.add, self.constant
        match operator:
            case Operator.NEGATE:
                return self.scale(-1.0, u)
            case Operator.ABS if self._taste.absolute:
                return add(Operator.ABS, u)
            case Operator.ABS:
                return add(Operator.SQRT, self._square(u))
            case Operator.LOG10:
                return self.scale(1 / math.log(10), add(Operator.LOG, u))
            case Operator.TAN:
                return add(Operator.DIVIDE, add(Operator.SIN, u), add(Operator.COS, u))
            case Operator.SINH | Operator.COSH:
                sign = -0.5 if operator == Operator.SINH else 0.5
                falling = self.scale(sign, add(Operator.EXP, self.scale(-1.0, u)))
                return add(Operator.ADD, self.scale(0.5, add(Operator.EXP, u)), falling)
            case Operator.TANH:
                grown = add(Operator.EXP, self.scale(2.0, u))
                share = add(Operator.DIVIDE, number(-2.0), add(Operator.ADD, grown, number(1.0)))
                return add(Operator.ADD, share, number(1.0))
            case Operator.ASINH | Operator.ACOSH:
                one = number(1.0 if operator == Operator.ASINH else -1.0)
                root = add(Operator.SQRT, add(Operator.ADD, self._square(u), one))
                return add(Operator.LOG, add(Operator.ADD, u, root))
            case Operator.ATANH:
                above = add(Operator.ADD, number(1.0), u)
                below = add(Operator.ADD, number(1.0), self.scale(-1.0, u))
                return self.scale(0.5, add(Operator.LOG, add(Operator.DIVIDE, above, below)))
        raise FrameError(f"operator {operator} cannot be rewritten")

    def _square(self, u: int) -> int:
        return self.add(Operator.POWER, u, self.constant(2.0))

    def _power(self, base: int, exponent: int) -> int:
        if self._operators[exponent] == Operator.CONSTANT:
            if self._constants[exponent] == 0.5:
                return self.add(Operator.SQRT, base)
            return self.add(Operator.POWER, base, exponent)
        if self._operators[base] == Operator.CONSTANT and self._constants[base] > 0:
            logarithm = math.log(self._constants[base])
            return self.add(Operator.EXP, self.scale(logarithm, exponent))
        product = self.add(Operator.MULTIPLY, exponent, self.add(Operator.LOG, base))
        return self.add(Operator.EXP, product)

    def _inverse(self, operator: int, u: int) -> int:
        """Return a column w with sin w = u (or its like) on the branch where w is the inverse."""
        low, high = _INVERSES[operator]
        column, row = self._draft.add_column(low, high), self._draft.add_row(0.0, 0.0)
        w = self.variable(column)
        match operator:
            case Operator.ASIN:
                equation = self.add(Operator.ADD, self.add(Operator.SIN, w), self.scale(-1.0, u))
            case Operator.ACOS:
                equation = self.add(Operator.ADD, self.add(Operator.COS, w), self.scale(-1.0, u))
            case _:
                share = self.add(Operator.MULTIPLY, u, self.add(Operator.COS, w))
                sine = self.add(Operator.SIN, w)
                equation = self.add(Operator.ADD, sine, self.scale(-1.0, share))
        self._draft.roots[row] = -1 - equation
        return w

    def _finish(self) -> ExpressionGraph:
        counts = [len(arguments) for arguments in self._arguments]
        flat = [argument for arguments in self._arguments for argument in arguments]
        return ExpressionGraph(
            np.array(self._operators, np.uint8),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            np.array(flat, np.int32),
            np.array(self._constants, float),
        )


_INVERSES: Final = {
    int(Operator.ASIN): (-HALF_PI, HALF_PI),
    int(Operator.ACOS): (0.0, math.pi),
    int(Operator.ATAN): (-HALF_PI, HALF_PI),
}


def _use_counts(graph: ExpressionGraph, roots: list[int]) -> list[int]:
    """Return how often each node is used by a root or by a node in use."""
    counts = [0] * len(graph)
    for root in roots:
        counts[root] += 1
    starts, arguments = graph.starts.tolist(), graph.arguments.tolist()
    operators = graph.operators.tolist()
    for node in range(len(graph) - 1, -1, -1):
        if counts[node] and operators[node] != Operator.VARIABLE:
            for child in arguments[starts[node] : starts[node + 1]]:
                counts[child] += 1
    return counts


def _constant_nodes(graph: ExpressionGraph) -> dict[int, float]:
    """Return the values of the nodes beneath which there is no variable."""
    varies = (graph.operators == Operator.VARIABLE).tolist()
    starts, arguments = graph.starts.tolist(), graph.arguments.tolist()
    for node, operator in enumerate(graph.operators.tolist()):
        if operator != Operator.VARIABLE:
            varies[node] = any(varies[k] for k in arguments[starts[node] : starts[node + 1]])
    columns = graph.arguments[graph.starts[:-1][graph.operators == Operator.VARIABLE]]
    size = int(columns.max(initial=-1)) + 1
    values = evaluate_graph(graph, np.zeros(size))
    return {k: float(values[k]) for k in np.flatnonzero(~np.array(varies, bool)).tolist()}
