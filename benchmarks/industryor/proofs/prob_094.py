"""IndustryOR prob_094: four weeks of making and storing a drink."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Empty store at first; what is left after a week's demand costs 0.2 a week."}

DEMAND = (15, 25, 35, 25)
CAPACITY = (30, 40, 45, 20)
COST = (5.0, 5.1, 5.4, 5.5)
WEEKS = range(4)


def build(reading: str) -> pyo.ConcreteModel:
    """Multi-period plan in thousand boxes and thousand yuan."""
    del reading
    model = pyo.ConcreteModel()
    model.made = pyo.Var(WEEKS, bounds=lambda m, t: (0, CAPACITY[t]))
    model.stock = pyo.Var(WEEKS, domain=pyo.NonNegativeReals)
    model.balance = pyo.Constraint(
        WEEKS,
        rule=lambda m, t: (m.stock[t - 1] if t else 0) + m.made[t] == DEMAND[t] + m.stock[t],
    )
    model.cost = pyo.Objective(
        expr=sum(COST[t] * model.made[t] + 0.2 * model.stock[t] for t in WEEKS)
    )
    return model
