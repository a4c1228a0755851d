"""NLP4LP prob_091: slime from two beakers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole beakers; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of beakers."""
    del reading
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.second = pyo.Var(domain=pyo.NonNegativeIntegers)
    first, second = model.first, model.second
    model.flour = pyo.Constraint(expr=4 * first + 6 * second <= 150)
    model.liquid = pyo.Constraint(expr=6 * first + 3 * second <= 100)
    model.waste = pyo.Constraint(expr=4 * first + 2 * second <= 30)
    model.slime = pyo.Objective(expr=5 * first + 3 * second, sense=pyo.maximize)
    return model
