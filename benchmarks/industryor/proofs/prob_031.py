"""IndustryOR prob_031: hours of four workshops on three parts of a product."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A product takes one of each part; hours and products are divisible.",
    "whole_products": "As plain, but only whole products count.",
}

HOURS = (100, 150, 80, 200)
RATE = ((10, 15, 5), (15, 10, 5), (20, 5, 10), (10, 15, 20))


def build(reading: str) -> pyo.ConcreteModel:
    """Largest smallest output of the three parts."""
    model = pyo.ConcreteModel()
    model.hours = pyo.Var(range(4), range(3), domain=pyo.NonNegativeReals)
    whole = reading == "whole_products"
    model.products = pyo.Var(domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals)
    model.capacity = pyo.Constraint(
        range(4), rule=lambda m, w: sum(m.hours[w, p] for p in range(3)) <= HOURS[w]
    )
    model.parts = pyo.Constraint(
        range(3),
        rule=lambda m, p: sum(RATE[w][p] * m.hours[w, p] for w in range(4)) >= m.products,
    )
    model.output = pyo.Objective(expr=model.products, sense=pyo.maximize)
    return model
