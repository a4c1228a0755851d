"""IndustryOR prob_075: timber bought in one quarter and sold in that or a later one."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Storage costs 70 + 100 u yuan a cubic metre, prices are yuan a cubic metre, "
    "the store holds only what waits for a later quarter; value in 10,000 yuan.",
    "in_yuan": "As plain, with the value in yuan.",
    "contrast_cheap_storage": "Not the unit of the text: storage costs 70 + 100 u yuan for each "
    "10,000 cubic metres; value in 10,000 yuan.",
    "contrast_per_thousand": "Not the unit of the text: storage costs 70 + 100 u yuan for each "
    "1,000 cubic metres; value in 10,000 yuan.",
}

BUY = (410, 430, 460, 450)
SELL = (425, 440, 465, 455)
MOST_SOLD = (100, 140, 200, 160)
ROUTES = [(i, j) for i in range(4) for j in range(i, 4)]
SCALE = {"contrast_cheap_storage": 1e-4, "contrast_per_thousand": 1e-3}


def build(reading: str) -> pyo.ConcreteModel:
    """Amounts in 10,000 cubic metres by quarter of purchase and of sale."""
    model = pyo.ConcreteModel()
    model.amount = pyo.Var(ROUTES, domain=pyo.NonNegativeReals)
    model.sales = pyo.Constraint(
        range(4), rule=lambda m, j: sum(m.amount[i, j] for i in range(j + 1)) <= MOST_SOLD[j]
    )
    model.room = pyo.Constraint(
        range(3),
        rule=lambda m, t: sum(m.amount[i, j] for i, j in ROUTES if i <= t < j) <= 20,
    )
    scale = SCALE.get(reading, 1)
    gain = sum(
        (SELL[j] - BUY[i] - (scale * (70 + 100 * (j - i)) if j > i else 0)) * model.amount[i, j]
        for i, j in ROUTES
    )
    unit = 10000 if reading == "in_yuan" else 1
    model.profit = pyo.Objective(expr=unit * gain, sense=pyo.maximize)
    return model
