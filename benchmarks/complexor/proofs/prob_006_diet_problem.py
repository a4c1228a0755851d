"""ComplexOR prob_006_diet_problem: amounts of two foods within ranges of two nutrients."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Foods are divisible.",
    "whole_pieces": "Whole pieces of fruit only.",
}

COST = (2.0, 1.5)
CONTENT = ((10, 5), (5, 10))
LEAST = (50, 30)
MOST = (100, 60)


def build(reading: str) -> pyo.ConcreteModel:
    """Diet with two-sided nutrient rows."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.amount = pyo.Var(range(2), domain=domain, bounds=(0, 10))
    model.nutrient = pyo.Constraint(
        range(2),
        rule=lambda m, i: (LEAST[i], sum(CONTENT[f][i] * m.amount[f] for f in range(2)), MOST[i]),
    )
    model.cost = pyo.Objective(expr=sum(COST[f] * model.amount[f] for f in range(2)))
    return model
