"""NLP4LP prob_129: minutes of two beams."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Minutes may be divided; whole ones would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Minutes of each beam."""
    del reading
    model = pyo.ConcreteModel()
    model.first = pyo.Var(domain=pyo.NonNegativeReals)
    model.second = pyo.Var(domain=pyo.NonNegativeReals)
    first, second = model.first, model.second
    model.skin = pyo.Constraint(expr=0.2 * first + 0.1 * second <= 4)
    model.tumor = pyo.Constraint(expr=0.6 * first + 0.4 * second >= 3)
    model.pancreas = pyo.Objective(expr=0.3 * first + 0.2 * second)
    return model
