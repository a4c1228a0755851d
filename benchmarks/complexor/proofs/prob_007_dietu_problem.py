"""ComplexOR prob_007_dietu_problem: amounts of three foods with least and most nutrients."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Foods are divisible.",
    "whole_pieces": "Whole units of food only.",
}

COST = (2, 3, 1.5)
CONTENT = ((2, 1, 3), (3, 4, 2))
LEAST = (50, 60)
MOST = (200, 250)


def build(reading: str) -> pyo.ConcreteModel:
    """Diet with two-sided nutrient rows."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.amount = pyo.Var(range(3), domain=domain, bounds=(0, 100))
    model.nutrient = pyo.Constraint(
        range(2),
        rule=lambda m, i: (LEAST[i], sum(CONTENT[i][f] * m.amount[f] for f in range(3)), MOST[i]),
    )
    model.cost = pyo.Objective(expr=sum(COST[f] * model.amount[f] for f in range(3)))
    return model
