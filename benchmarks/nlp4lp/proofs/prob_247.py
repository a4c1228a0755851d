"""NLP4LP prob_247: two processes for a metal."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole runs; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Runs of each process."""
    del reading
    model = pyo.ConcreteModel()
    model.j = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.p = pyo.Var(domain=pyo.NonNegativeIntegers)
    j, p = model.j, model.p
    model.water = pyo.Constraint(expr=8 * j + 6 * p <= 1500)
    model.pollution = pyo.Constraint(expr=3 * j + 5 * p <= 1350)
    model.metal = pyo.Objective(expr=5 * j + 9 * p, sense=pyo.maximize)
    return model
