"""Evaluate an instance at a point, straight from the definition of its arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from orthought.instance import OBJECTIVE_ROW, Instance, Operator

UNARY = {
    Operator.NEGATE: lambda a: -a,
    Operator.ABS: abs,
    **{
        operator: getattr(math, operator.name.lower())
        for operator in Operator
        if operator >= Operator.EXP and operator is not Operator.ABS
    },
}


def graph_values(instance: Instance, point: np.ndarray[Any, Any]) -> list[float]:
    graph = instance.graph
    found: list[float] = []
    for node, code in enumerate(graph.operators):
        arguments = graph.arguments[graph.starts[node] : graph.starts[node + 1]]
        operator = Operator(int(code))
        if operator is Operator.CONSTANT:
            value = float(graph.constants[node])
        elif operator is Operator.VARIABLE:
            value = float(point[arguments[0]])
        else:
            value = _apply(operator, [found[k] for k in arguments])
        found.append(value)
    return found


def _apply(operator: Operator, values: list[float]) -> float:
    if operator is Operator.ADD:
        return sum(values)
    if operator is Operator.MULTIPLY:
        return math.prod(values)
    if operator is Operator.DIVIDE:
        return values[0] / values[1]
    if operator is Operator.POWER:
        return float(values[0] ** values[1])
    return float(UNARY[operator](values[0]))


def row_values(instance: Instance, point: np.ndarray[Any, Any]) -> tuple[list[float], float]:
    """Return the value of every row and of the objective."""
    rows = [0.0] * instance.row_count
    for row in range(instance.row_count):
        part = slice(instance.row_starts[row], instance.row_starts[row + 1])
        rows[row] = float(instance.row_values[part] @ point[instance.row_columns[part]])
    objective = float(instance.objective @ point) + instance.objective_constant
    nodes = graph_values(instance, point)
    extra = [
        (int(row), float(value * point[first] * point[second]))
        for row, first, second, value in zip(
            instance.quadratic_rows,
            instance.quadratic_first,
            instance.quadratic_second,
            instance.quadratic_values,
            strict=True,
        )
    ]
    pairs = zip(instance.nonlinear_rows, instance.nonlinear_roots, strict=True)
    extra += [(int(row), nodes[root]) for row, root in pairs]
    for row, value in extra:
        if row == OBJECTIVE_ROW:
            objective += value
        else:
            rows[row] += value
    return rows, objective
