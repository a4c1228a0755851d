"""IndustryOR prob_066: half a year of making and storing two products."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "July to December from empty stores; stock is charged by its volume at month's end; "
    "rented room costs 1.5 yuan a cubic metre and own room 1.",
    "contrast_free_storage": "Not what the text says: storage costs nothing.",
}

MONTHS = range(7, 13)
DEMAND = {
    "I": dict.fromkeys((7, 8, 9), 30000) | dict.fromkeys((10, 11, 12), 100000),
    "II": dict.fromkeys((7, 8, 9), 15000) | dict.fromkeys((10, 11, 12), 50000),
}
COST = {"I": 4.5, "II": 7}
VOLUME = {"I": 0.2, "II": 0.4}


def build(reading: str) -> pyo.ConcreteModel:
    """Multi-period plan with own and rented store."""
    model = pyo.ConcreteModel()
    model.made = pyo.Var(COST, MONTHS, domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(COST, MONTHS, domain=pyo.NonNegativeReals)
    model.own = pyo.Var(MONTHS, bounds=(0, 15000))
    model.rented = pyo.Var(MONTHS, domain=pyo.NonNegativeReals)
    model.capacity = pyo.Constraint(
        MONTHS, rule=lambda m, t: sum(m.made[i, t] for i in COST) <= 120000
    )
    model.balance = pyo.Constraint(
        COST,
        MONTHS,
        rule=lambda m, i, t: (
            (m.stock[i, t - 1] if t > 7 else 0) + m.made[i, t] == DEMAND[i][t] + m.stock[i, t]
        ),
    )
    model.room = pyo.Constraint(
        MONTHS,
        rule=lambda m, t: sum(VOLUME[i] * m.stock[i, t] for i in COST) <= m.own[t] + m.rented[t],
    )
    production = sum(COST[i] * model.made[i, t] for i in COST for t in MONTHS)
    storage = sum(model.own[t] + 1.5 * model.rented[t] for t in MONTHS)
    is_free = reading == "contrast_free_storage"
    model.cost = pyo.Objective(expr=production + (0 if is_free else storage))
    return model
