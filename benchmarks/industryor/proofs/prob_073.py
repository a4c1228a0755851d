"""IndustryOR prob_073: start days of seven activities with a rented machine."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Least cost; each day of the project costs 1000 and each day from the start of A to "
    "the end of B costs 5000 more.",
    "each_activity": "The 1000 a day are paid for each activity's own days, 35 in all.",
}

DAYS = {"A": 4, "B": 3, "C": 5, "D": 2, "E": 10, "F": 10, "G": 1}
ORDER = ("AG", "AD", "EF", "GF", "DC", "FC", "FB")


def build(reading: str) -> pyo.ConcreteModel:
    """Project schedule; the machine's span is shortened by a late start of A."""
    model = pyo.ConcreteModel()
    model.start = pyo.Var(list(DAYS), domain=pyo.NonNegativeReals)
    model.end = pyo.Var(domain=pyo.NonNegativeReals)
    model.finish = pyo.Constraint(list(DAYS), rule=lambda m, k: m.end >= m.start[k] + DAYS[k])
    model.order = pyo.Constraint(
        range(len(ORDER)),
        rule=lambda m, n: m.start[ORDER[n][1]] >= m.start[ORDER[n][0]] + DAYS[ORDER[n][0]],
    )
    rented = model.start["B"] + DAYS["B"] - model.start["A"]
    worked = model.end if reading == "plain" else sum(DAYS.values())
    model.cost = pyo.Objective(expr=1000 * worked + 5000 * rented)
    return model
