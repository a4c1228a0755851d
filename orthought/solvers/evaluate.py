"""Evaluate rows, objective and expressions of an instance at a point, without any solver."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from orthought.instance import (
    OBJECTIVE_ROW,
    ExpressionGraph,
    Floats,
    Instance,
    Longs,
    Operator,
)

UNARY: Final[dict[int, Callable[[Any], Any]]] = {
    Operator.NEGATE: np.negative,
    Operator.EXP: np.exp,
    Operator.LOG: np.log,
    Operator.LOG10: np.log10,
    Operator.SQRT: np.sqrt,
    Operator.ABS: np.abs,
    Operator.SIN: np.sin,
    Operator.COS: np.cos,
    Operator.TAN: np.tan,
    Operator.ASIN: np.arcsin,
    Operator.ACOS: np.arccos,
    Operator.ATAN: np.arctan,
    Operator.SINH: np.sinh,
    Operator.COSH: np.cosh,
    Operator.TANH: np.tanh,
    Operator.ASINH: np.arcsinh,
    Operator.ACOSH: np.arccosh,
    Operator.ATANH: np.arctanh,
}
BINARY: Final[dict[int, Callable[[Any, Any], Any]]] = {
    Operator.DIVIDE: np.divide,
    Operator.POWER: np.power,
}


def row_activities(instance: Instance, values: Floats) -> Floats:
    """Return A x + x'Qx + f(x) of every row; NaN or infinity where it is not defined."""
    return _activities(instance, values)[0]


def objective_value(instance: Instance, values: Floats) -> float:
    """Return the objective at the point, with its constant; NaN where it is not defined."""
    return _activities(instance, values)[1]


def evaluate(instance: Instance, values: Floats) -> tuple[Floats, float]:
    """Return the rows' activities and the objective at a point (length n)."""
    return _activities(instance, values)


def _activities(instance: Instance, values: Floats) -> tuple[Floats, float]:
    # One slot more than there are rows: the last one is the objective (index -1).
    total = np.zeros(instance.row_count + 1)
    with np.errstate(all="ignore"):
        total[:-1] = linear_rows(instance, values)
        total[OBJECTIVE_ROW] = instance.objective @ values + instance.objective_constant
        if instance.quadratic_rows.size:
            first = values[instance.quadratic_first]
            terms = instance.quadratic_values * first * values[instance.quadratic_second]
            np.add.at(total, instance.quadratic_rows, terms)
        if instance.nonlinear_rows.size:
            nodes = evaluate_graph(instance.graph, values)
            np.add.at(total, instance.nonlinear_rows, nodes[instance.nonlinear_roots])
    return total[:-1], float(total[OBJECTIVE_ROW])


def linear_rows(instance: Instance, values: Floats) -> Floats:
    """Return A x."""
    products = instance.row_values * values[instance.row_columns]
    owners = np.repeat(np.arange(instance.row_count), np.diff(instance.row_starts))
    return np.bincount(owners, weights=products, minlength=instance.row_count)[
        : instance.row_count
    ].astype(np.float64)


def evaluate_graph(graph: ExpressionGraph, values: Floats) -> Floats:
    """Return every node's value: level by level, all nodes of one operator at once."""
    result = graph.constants.astype(np.float64)
    starts = graph.starts
    variables = np.flatnonzero(graph.operators == Operator.VARIABLE)
    result[variables] = values[graph.arguments[starts[variables]]]
    with np.errstate(all="ignore"):
        for operator, nodes in schedule(graph):
            result[nodes] = _apply(operator, nodes, graph, result)
    return result


def _apply(operator: int, nodes: Longs, graph: ExpressionGraph, known: Floats) -> Any:
    first = graph.starts[nodes]
    if operator in UNARY:
        return UNARY[operator](known[graph.arguments[first]])
    if operator in BINARY:
        arguments = graph.arguments
        return BINARY[operator](known[arguments[first]], known[arguments[first + 1]])
    counts = graph.starts[nodes + 1] - first
    offsets = np.cumsum(counts) - counts
    places = np.repeat(first - offsets, counts) + np.arange(int(counts.sum()))
    reduce = np.add if operator == Operator.ADD else np.multiply
    return reduce.reduceat(known[graph.arguments[places]], offsets)


def schedule(graph: ExpressionGraph) -> list[tuple[int, Longs]]:
    """Group the inner nodes by depth and operator, so that numpy can take each group at once."""
    depths = node_depths(graph)
    inner = np.flatnonzero(~np.isin(graph.operators, (Operator.CONSTANT, Operator.VARIABLE)))
    keys = depths[inner] * 256 + graph.operators[inner]
    order = np.argsort(keys, kind="stable")
    inner, keys = inner[order], keys[order]
    cuts = np.flatnonzero(np.diff(keys)) + 1
    return [
        (int(graph.operators[group[0]]), group) for group in np.split(inner, cuts) if len(group)
    ]


def node_depths(graph: ExpressionGraph) -> Longs:
    """Return each node's height above the leaves."""
    operators = graph.operators.tolist()
    starts = graph.starts.tolist()
    arguments = graph.arguments.tolist()
    depths = [0] * len(operators)
    leaves = (int(Operator.CONSTANT), int(Operator.VARIABLE))
    for node, operator in enumerate(operators):
        if operator not in leaves:
            depths[node] = 1 + max(depths[k] for k in arguments[starts[node] : starts[node + 1]])
    return np.asarray(depths, dtype=np.int64)
