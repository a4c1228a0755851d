"""NLP4LP prob_131: two experiments with gas."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole experiments; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of experiments."""
    del reading
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.second = pyo.Var(domain=pyo.NonNegativeIntegers)
    first, second = model.first, model.second
    model.red = pyo.Constraint(expr=3 * first + 5 * second <= 80)
    model.blue = pyo.Constraint(expr=4 * first + 3 * second <= 70)
    model.smelly = pyo.Constraint(expr=first + 2 * second <= 10)
    model.green = pyo.Objective(expr=5 * first + 6 * second, sense=pyo.maximize)
    return model
