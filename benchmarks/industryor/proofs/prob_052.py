"""IndustryOR prob_052: the cheapest group of three or four of six children."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Three or four of the six children, Ginny among them."}

COST = {"Harry": 1200, "Hermione": 1650, "Ron": 750, "Fred": 800, "George": 800, "Ginny": 1500}


def build(reading: str) -> pyo.ConcreteModel:
    """Selection with implications."""
    del reading
    model = pyo.ConcreteModel()
    model.taken = pyo.Var(list(COST), domain=pyo.Binary)
    taken = model.taken
    model.number = pyo.Constraint(expr=(3, sum(taken[c] for c in COST), 4))
    model.ginny = pyo.Constraint(expr=taken["Ginny"] == 1)
    model.harry_fred = pyo.Constraint(expr=taken["Harry"] + taken["Fred"] <= 1)
    model.harry_george = pyo.Constraint(expr=taken["Harry"] + taken["George"] <= 1)
    model.george_fred = pyo.Constraint(expr=taken["George"] <= taken["Fred"])
    model.george_hermione = pyo.Constraint(expr=taken["George"] <= taken["Hermione"])
    model.cost = pyo.Objective(expr=sum(COST[c] * taken[c] for c in COST))
    return model
