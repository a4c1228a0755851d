"""NLP4LP prob_176: ferry and rail trips."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole trips.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of trips."""
    del reading
    model = pyo.ConcreteModel()
    model.ferry = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.rail = pyo.Var(domain=pyo.NonNegativeIntegers)
    ferry, rail = model.ferry, model.rail
    model.boxes = pyo.Constraint(expr=20 * ferry + 15 * rail >= 500)
    model.slow = pyo.Constraint(expr=rail >= 4 * ferry)
    model.trips = pyo.Objective(expr=ferry + rail)
    return model
