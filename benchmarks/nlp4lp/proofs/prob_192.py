"""NLP4LP prob_192: bottles of two milk teas."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole bottles; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of bottles."""
    del reading
    model = pyo.ConcreteModel()
    model.black = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.matcha = pyo.Var(domain=pyo.NonNegativeIntegers)
    black, matcha = model.black, model.matcha
    model.milk = pyo.Constraint(expr=600 * black + 525 * matcha <= 30000)
    model.honey = pyo.Constraint(expr=10 * black + 5 * matcha <= 500)
    model.profit = pyo.Objective(expr=7.5 * black + 5 * matcha, sense=pyo.maximize)
    return model
