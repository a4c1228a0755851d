"""NLP4LP prob_119: doses of two pain killers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole doses.",
    "divisible": "Parts of a dose are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of doses."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=domain)
    model.second = pyo.Var(domain=domain)
    first, second = model.first, model.second
    model.sleep = pyo.Constraint(expr=0.3 * first + 0.6 * second <= 8)
    model.legs = pyo.Constraint(expr=0.5 * first + 0.7 * second >= 4)
    model.back = pyo.Objective(expr=0.8 * first + 0.4 * second, sense=pyo.maximize)
    return model
