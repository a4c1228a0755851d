"""ComplexOR prob_017_steel4: tons of two products through two stages."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A rate is tons an hour, so a ton takes the inverse of it in hours.",
    "contrast_hours_a_ton": "Not what the text says: the numbers are hours a ton.",
}

RATE = ((2, 3), (3, 2))
PROFIT = (10, 20)
BOUNDS = ((1, 5), (2, 4))
HOURS = (10, 8)


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix with hours per stage."""
    model = pyo.ConcreteModel()
    model.tons = pyo.Var(range(2), bounds=lambda m, p: BOUNDS[p])
    power = 1 if reading == "contrast_hours_a_ton" else -1
    model.stage = pyo.Constraint(
        range(2),
        rule=lambda m, s: sum(m.tons[p] * RATE[p][s] ** power for p in range(2)) <= HOURS[s],
    )
    model.profit = pyo.Objective(
        expr=sum(PROFIT[p] * model.tons[p] for p in range(2)), sense=pyo.maximize
    )
    return model
