"""IndustryOR prob_071: which of four properties to buy."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Each property is bought whole or not; value: yearly income."}

INCOME = (12500, 35000, 23000, 100000)
MILLIONS = (1.5, 2.1, 2.3, 4.2)


def build(reading: str) -> pyo.ConcreteModel:
    """Knapsack with one conflict."""
    del reading
    model = pyo.ConcreteModel()
    model.bought = pyo.Var(range(4), domain=pyo.Binary)
    model.budget = pyo.Constraint(expr=sum(MILLIONS[i] * model.bought[i] for i in range(4)) <= 7)
    model.conflict = pyo.Constraint(expr=model.bought[2] + model.bought[3] <= 1)
    model.income = pyo.Objective(
        expr=sum(INCOME[i] * model.bought[i] for i in range(4)), sense=pyo.maximize
    )
    return model
