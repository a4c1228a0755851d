"""ComplexOR prob_014_nltrans: shipping one good with a limit per lane."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Cost grows linearly; supply and demand balance, so both are met exactly."}

SUPPLY = (20, 30)
DEMAND = (30, 20)
COST = ((8, 6), (5, 10))
LIMIT = ((15, 25), (25, 20))
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
