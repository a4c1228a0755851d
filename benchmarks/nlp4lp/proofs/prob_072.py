"""NLP4LP prob_072: vehicles for luggage."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole vehicles.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of vehicles."""
    del reading
    model = pyo.ConcreteModel()
    model.four = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.three = pyo.Var(domain=pyo.NonNegativeIntegers)
    four, three = model.four, model.three
    model.luggage = pyo.Constraint(expr=60 * four + 40 * three >= 1000)
    model.pollution = pyo.Constraint(expr=30 * four + 15 * three <= 430)
    model.vehicles = pyo.Objective(expr=four + three)
    return model
