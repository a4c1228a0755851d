"""NLP4LP prob_060: two models of washing machines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole machines.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of machines."""
    del reading
    model = pyo.ConcreteModel()
    model.top = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.front = pyo.Var(domain=pyo.NonNegativeIntegers)
    top, front = model.top, model.front
    model.washed = pyo.Constraint(expr=50 * top + 75 * front >= 5000)
    model.power = pyo.Constraint(expr=85 * top + 100 * front <= 7000)
    model.share = pyo.Constraint(expr=top <= 0.4 * (top + front))
    model.least_front = pyo.Constraint(expr=front >= 10)
    model.machines = pyo.Objective(expr=top + front)
    return model
