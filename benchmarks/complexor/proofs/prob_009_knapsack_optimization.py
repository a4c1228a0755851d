"""ComplexOR prob_009_knapsack_optimization: which of three items to pack."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Each item is packed once or not at all."}

VALUES = (60, 100, 120)
WEIGHTS = (10, 20, 30)


def build(reading: str) -> pyo.ConcreteModel:
    """Binary knapsack."""
    del reading
    model = pyo.ConcreteModel()
    model.packed = pyo.Var(range(3), domain=pyo.Binary)
    model.weight = pyo.Constraint(expr=sum(WEIGHTS[i] * model.packed[i] for i in range(3)) <= 50)
    model.value = pyo.Objective(
        expr=sum(VALUES[i] * model.packed[i] for i in range(3)), sense=pyo.maximize
    )
    return model
