"""NLP4LP prob_220: throwing and climbing games."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole games.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of games."""
    del reading
    model = pyo.ConcreteModel()
    model.throwing = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.climbing = pyo.Var(domain=pyo.NonNegativeIntegers)
    throwing, climbing = model.throwing, model.climbing
    model.popular = pyo.Constraint(expr=throwing >= 2 * climbing)
    model.least = pyo.Constraint(expr=climbing >= 5)
    model.prizes = pyo.Constraint(expr=2 * throwing + 3 * climbing <= 100)
    model.customers = pyo.Objective(expr=15 * throwing + 8 * climbing, sense=pyo.maximize)
    return model
