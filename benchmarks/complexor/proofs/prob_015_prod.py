"""ComplexOR prob_015_prod: amounts of three products on one resource."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Amounts are real numbers; a unit takes the inverse rate of the resource."}

RATE = (3, 1, 2)
PROFIT = (5, 10, 8)
UPPER = (4, 6, 3)


def build(reading: str) -> pyo.ConcreteModel:
    """Continuous knapsack."""
    del reading
    model = pyo.ConcreteModel()
    model.amount = pyo.Var(range(3), bounds=lambda m, j: (0, UPPER[j]))
    model.resource = pyo.Constraint(expr=sum(model.amount[j] / RATE[j] for j in range(3)) <= 4)
    model.profit = pyo.Objective(
        expr=sum(PROFIT[j] * model.amount[j] for j in range(3)), sense=pyo.maximize
    )
    return model
