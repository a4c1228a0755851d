"""NLP4LP prob_081: medium and small factories."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole factories.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of factories."""
    del reading
    model = pyo.ConcreteModel()
    model.medium = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    medium, small = model.medium, model.small
    model.toys = pyo.Constraint(expr=50 * medium + 35 * small >= 250)
    model.operators = pyo.Constraint(expr=3 * medium + 2 * small <= 16)
    model.factories = pyo.Objective(expr=medium + small)
    return model
