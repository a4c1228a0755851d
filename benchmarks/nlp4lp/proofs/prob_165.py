"""NLP4LP prob_165: small and large jars."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole jars.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of jars."""
    del reading
    model = pyo.ConcreteModel()
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.large = pyo.Var(domain=pyo.NonNegativeIntegers)
    small, large = model.small, model.large
    model.jam = pyo.Constraint(expr=50 * small + 200 * large >= 100000)
    model.mostly_small = pyo.Constraint(expr=large <= small)
    model.jars = pyo.Objective(expr=small + large)
    return model
