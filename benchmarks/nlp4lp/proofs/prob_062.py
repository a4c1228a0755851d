"""NLP4LP prob_062: regular and hybrid vans."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole vans.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of vans."""
    del reading
    model = pyo.ConcreteModel()
    model.regular = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.hybrid = pyo.Var(domain=pyo.NonNegativeIntegers)
    regular, hybrid = model.regular, model.hybrid
    model.packages = pyo.Constraint(expr=500 * regular + 300 * hybrid >= 20000)
    model.pollution = pyo.Constraint(expr=200 * regular + 100 * hybrid <= 7000)
    model.vans = pyo.Objective(expr=regular + hybrid)
    return model
