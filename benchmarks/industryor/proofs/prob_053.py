"""IndustryOR prob_053: monthly amounts of three products on three kinds of equipment."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Products are divisible; hours are upper limits; profit in thousand yuan.",
    "whole_products": "As plain, but only whole products count.",
}

HOURS = ((8, 2, 10), (10, 5, 8), (2, 13, 10))
AVAILABLE = (300, 400, 420)
PROFIT = (3, 2, 2.9)


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix."""
    model = pyo.ConcreteModel()
    whole = reading == "whole_products"
    model.amount = pyo.Var(
        range(3), domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    )
    model.equipment = pyo.Constraint(
        range(3),
        rule=lambda m, k: sum(HOURS[k][i] * m.amount[i] for i in range(3)) <= AVAILABLE[k],
    )
    model.profit = pyo.Objective(
        expr=sum(PROFIT[i] * model.amount[i] for i in range(3)), sense=pyo.maximize
    )
    return model
