"""IndustryOR prob_029: the cheapest mixture of five feeds that gives three nutrients."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Contents and prices hold for the same unit of feed, a kilogram or a gram each.",
    "content_per_gram": "Contents are per gram as the text says, prices per kilogram as the table.",
}

PROTEIN = (3, 2, 1, 6, 18)
MINERALS = (1, 0.5, 0.2, 2, 0.5)
VITAMINS = (0.5, 1, 0.2, 2, 0.8)
PRICE = (0.2, 0.7, 0.4, 0.3, 0.8)


def build(reading: str) -> pyo.ConcreteModel:
    """Diet."""
    model = pyo.ConcreteModel()
    model.amount = pyo.Var(range(5), domain=pyo.NonNegativeReals)
    needs = ((PROTEIN, 700), (MINERALS, 30), (VITAMINS, 100))
    model.needs = pyo.Constraint(
        range(3),
        rule=lambda m, k: sum(needs[k][0][i] * m.amount[i] for i in range(5)) >= needs[k][1],
    )
    unit = 1 if reading == "plain" else 0.001
    model.cost = pyo.Objective(expr=sum(unit * PRICE[i] * model.amount[i] for i in range(5)))
    return model
