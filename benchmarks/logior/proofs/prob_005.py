"""LogiOR prob_005: how much each industry delivers to each shop."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "An industry delivers at most what it stores; each shop gets its demand."}
COST = [[4, 9, 2, 6, 5], [2, 6, 1, 7, 9], [2, 4, 9, 8, 3]]
STORED = [60, 30, 45]
DEMAND = [15, 35, 20, 5, 40]


def build(reading: str) -> pyo.ConcreteModel:
    """The transport model."""
    del reading
    model = pyo.ConcreteModel()
    model.industry = pyo.RangeSet(0, len(STORED) - 1)
    model.shop = pyo.RangeSet(0, len(DEMAND) - 1)
    model.sent = pyo.Var(model.industry, model.shop, within=pyo.NonNegativeReals)
    model.supply = pyo.Constraint(
        model.industry, rule=lambda m, i: sum(m.sent[i, s] for s in m.shop) <= STORED[i]
    )
    model.need = pyo.Constraint(
        model.shop, rule=lambda m, s: sum(m.sent[i, s] for i in m.industry) >= DEMAND[s]
    )
    model.cost = pyo.Objective(
        expr=sum(COST[i][s] * model.sent[i, s] for i in model.industry for s in model.shop)
    )
    return model
