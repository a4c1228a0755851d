"""ComplexOR prob_012_netasgn: hours of two people on two projects."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Hours are divisible; all available hours are used."}

SUPPLY = (8, 7)
DEMAND = (5, 10)
COST = ((10, 20), (15, 25))
LIMIT = ((5, 6), (4, 7))
TWO = range(2)


def build(reading: str) -> pyo.ConcreteModel:
    """Balanced transport with bounded lanes."""
    del reading
    model = pyo.ConcreteModel()
    model.flow = pyo.Var(TWO, TWO, bounds=lambda m, i, j: (0, LIMIT[i][j]))
    model.supply = pyo.Constraint(
        TWO, rule=lambda m, i: sum(m.flow[i, j] for j in TWO) == SUPPLY[i]
    )
    model.demand = pyo.Constraint(
        TWO, rule=lambda m, j: sum(m.flow[i, j] for i in TWO) == DEMAND[j]
    )
    model.cost = pyo.Objective(expr=sum(COST[i][j] * model.flow[i, j] for i in TWO for j in TWO))
    return model
