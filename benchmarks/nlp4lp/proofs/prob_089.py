"""NLP4LP prob_089: two pills and a side effect."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole pills.",
    "divisible": "Parts of a pill are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of pills."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=domain)
    model.second = pyo.Var(domain=domain)
    first, second = model.first, model.second
    model.pain = pyo.Constraint(expr=0.2 * first + 0.6 * second <= 6)
    model.anxiety = pyo.Constraint(expr=0.3 * first + 0.2 * second >= 3)
    model.discharge = pyo.Objective(expr=0.3 * first + 0.1 * second)
    return model
