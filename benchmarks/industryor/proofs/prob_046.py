"""IndustryOR prob_046: land, money and two seasons of labour on a farm."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole animals, divisible land; spare labour is hired out by the season's wage.",
    "divisible": "All amounts divisible.",
    "whole_hectares": "Whole animals and whole hectares.",
}

# Autumn and winter days, spring and summer days, yearly income, hectares, money, most.
ACTIVITIES = {
    "soybeans": (20, 50, 175, 1, 0, None),
    "corn": (35, 75, 300, 1, 0, None),
    "wheat": (10, 40, 120, 1, 0, None),
    "cows": (100, 50, 400, 1.5, 400, 32),
    "chickens": (0.6, 0.3, 2, 0, 3, 3000),
}
ANIMALS = ("cows", "chickens")


def build(reading: str) -> pyo.ConcreteModel:
    """Activity model with labour sold in both seasons."""
    model = pyo.ConcreteModel()

    def domain(m: pyo.ConcreteModel, name: str) -> object:
        whole = reading == "whole_hectares" or (reading == "plain" and name in ANIMALS)
        return pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals

    model.amount = pyo.Var(
        list(ACTIVITIES), domain=domain, bounds=lambda m, name: (0, ACTIVITIES[name][5])
    )
    model.cold_out = pyo.Var(domain=pyo.NonNegativeReals)
    model.warm_out = pyo.Var(domain=pyo.NonNegativeReals)

    def total(column: int) -> pyo.Expression:
        return sum(row[column] * model.amount[name] for name, row in ACTIVITIES.items())

    model.cold = pyo.Constraint(expr=total(0) + model.cold_out <= 3500)
    model.warm = pyo.Constraint(expr=total(1) + model.warm_out <= 4000)
    model.land = pyo.Constraint(expr=total(3) <= 100)
    model.money = pyo.Constraint(expr=total(4) <= 15000)
    model.income = pyo.Objective(
        expr=total(2) + 1.8 * model.cold_out + 2.1 * model.warm_out, sense=pyo.maximize
    )
    return model
