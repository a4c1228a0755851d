"""NLP4LP prob_101: two demonstrations with foam."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole demonstrations; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of demonstrations."""
    del reading
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.second = pyo.Var(domain=pyo.NonNegativeIntegers)
    first, second = model.first, model.second
    model.mint = pyo.Constraint(expr=10 * first + 12 * second <= 120)
    model.active_units = pyo.Constraint(expr=20 * first + 15 * second <= 100)
    model.tar = pyo.Constraint(expr=5 * first + 3 * second <= 50)
    model.foam = pyo.Objective(expr=25 * first + 18 * second, sense=pyo.maximize)
    return model
