"""NLP4LP prob_015: two pills for two medicines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A linear programme, as the task asks: parts of a pill are allowed.",
    "whole_pills": "Pills are taken whole.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Pills a day."""
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.zodiac = pyo.Var(domain=domain)
    model.sunny = pyo.Var(domain=domain)
    zodiac, sunny = model.zodiac, model.sunny
    model.z1 = pyo.Constraint(expr=1.3 * zodiac + 1.2 * sunny >= 5)
    model.d3 = pyo.Constraint(expr=1.5 * zodiac + 5 * sunny >= 10)
    model.cost = pyo.Objective(expr=zodiac + 3 * sunny)
    return model
