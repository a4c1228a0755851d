"""IndustryOR prob_065: numbers of three toys with labour, inspection and market limits."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole toys.",
    "divisible": "Divisible toys.",
}

LABOUR = (17, 10, 2)
INSPECTION = (8, 4, 2)
PROFIT = (300, 200, 100)
MARKET = (50, 80, 150)


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeIntegers if reading == "plain" else pyo.NonNegativeReals
    model.made = pyo.Var(range(3), domain=domain, bounds=lambda m, i: (0, MARKET[i]))
    model.labour = pyo.Constraint(expr=sum(LABOUR[i] * model.made[i] for i in range(3)) <= 1000)
    model.inspection = pyo.Constraint(
        expr=sum(INSPECTION[i] * model.made[i] for i in range(3)) <= 500
    )
    model.profit = pyo.Objective(
        expr=sum(PROFIT[i] * model.made[i] for i in range(3)), sense=pyo.maximize
    )
    return model
