"""IndustryOR prob_043: flows from two sources through two stations with fixed costs."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Both demands are met; a station used costs its fixed sum once."}

OUTPUT = (100, 150)
DEMAND = (80, 120)
FIXED = (10, 15)
INBOUND = ((2, 3), (4, 1))
OUTBOUND = ((3, 2), (1, 4))
TWO = range(2)


def build(reading: str) -> pyo.ConcreteModel:
    """Two-stage flow with a switch per station."""
    del reading
    model = pyo.ConcreteModel()
    model.inbound = pyo.Var(TWO, TWO, domain=pyo.NonNegativeReals)
    model.outbound = pyo.Var(TWO, TWO, domain=pyo.NonNegativeReals)
    model.used = pyo.Var(TWO, domain=pyo.Binary)
    model.output = pyo.Constraint(
        TWO, rule=lambda m, i: sum(m.inbound[i, k] for k in TWO) <= OUTPUT[i]
    )
    model.demand = pyo.Constraint(
        TWO, rule=lambda m, j: sum(m.outbound[k, j] for k in TWO) == DEMAND[j]
    )
    model.through = pyo.Constraint(
        TWO,
        rule=lambda m, k: sum(m.inbound[i, k] for i in TWO) == sum(m.outbound[k, j] for j in TWO),
    )
    model.capacity = pyo.Constraint(
        TWO, rule=lambda m, k: sum(m.inbound[i, k] for i in TWO) <= 100 * m.used[k]
    )
    model.cost = pyo.Objective(
        expr=sum(FIXED[k] * model.used[k] for k in TWO)
        + sum(INBOUND[i][k] * model.inbound[i, k] for i in TWO for k in TWO)
        + sum(OUTBOUND[k][j] * model.outbound[k, j] for k in TWO for j in TWO)
    )
    return model
