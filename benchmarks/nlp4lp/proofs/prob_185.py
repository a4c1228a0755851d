"""NLP4LP prob_185: large and small ships."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole ships.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of ships."""
    del reading
    model = pyo.ConcreteModel()
    model.large = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    large, small = model.large, model.small
    model.containers = pyo.Constraint(expr=500 * large + 200 * small >= 3000)
    model.ports = pyo.Constraint(expr=large <= small)
    model.ships = pyo.Objective(expr=large + small)
    return model
