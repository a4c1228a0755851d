"""LogiOR prob_041: how far to expand two breweries and how much each ships to which hub."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Expansion is paid once and counts from the first of three equal years.",
}
YEARS = 3
CAPACITY = {"Portland": 200, "Asheville": 300}
EXPANSION = {"Portland": 1000, "Asheville": 1500}
HUBS, HUB_CAPACITY = ("Seattle", "Atlanta"), 400
PROFIT = {
    ("Portland", "Seattle"): 500,
    ("Portland", "Atlanta"): 450,
    ("Asheville", "Seattle"): 480,
    ("Asheville", "Atlanta"): 520,
}


def build(reading: str) -> pyo.ConcreteModel:
    """The expansion model, in thousands of gallons."""
    del reading
    model = pyo.ConcreteModel()
    model.shipped = pyo.Var(PROFIT, within=pyo.NonNegativeReals)
    model.added = pyo.Var(CAPACITY, within=pyo.NonNegativeReals)
    model.brewed = pyo.Constraint(
        CAPACITY,
        rule=lambda m, b: sum(m.shipped[b, hub] for hub in HUBS) <= CAPACITY[b] + m.added[b],
    )
    model.handled = pyo.Constraint(
        HUBS, rule=lambda m, hub: sum(m.shipped[b, hub] for b in CAPACITY) <= HUB_CAPACITY
    )
    model.profit = pyo.Objective(
        expr=YEARS * sum(PROFIT[way] * model.shipped[way] for way in PROFIT)
        - sum(EXPANSION[b] * model.added[b] for b in CAPACITY),
        sense=pyo.maximize,
    )
    return model
