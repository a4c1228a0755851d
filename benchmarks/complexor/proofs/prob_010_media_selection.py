"""ComplexOR prob_010_media_selection: the cheapest media that reach every audience."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "A medium is used or not; rows of the incidence are audiences."}

REACHES = ((1, 0, 1), (1, 1, 0), (0, 1, 1))
COST = (10, 15, 20)


def build(reading: str) -> pyo.ConcreteModel:
    """Set covering."""
    del reading
    model = pyo.ConcreteModel()
    model.used = pyo.Var(range(3), domain=pyo.Binary)
    model.reach = pyo.Constraint(
        range(3), rule=lambda m, t: sum(REACHES[t][k] * m.used[k] for k in range(3)) >= 1
    )
    model.cost = pyo.Objective(expr=sum(COST[k] * model.used[k] for k in range(3)))
    return model
