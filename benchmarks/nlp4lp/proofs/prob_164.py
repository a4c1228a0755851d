"""NLP4LP prob_164: seasonal and full-time volunteers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole volunteers.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of volunteers."""
    del reading
    model = pyo.ConcreteModel()
    model.seasonal = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.full_time = pyo.Var(domain=pyo.NonNegativeIntegers)
    seasonal, full_time = model.seasonal, model.full_time
    model.points = pyo.Constraint(expr=2 * seasonal + 5 * full_time <= 200)
    model.share = pyo.Constraint(expr=seasonal <= 0.3 * (seasonal + full_time))
    model.least = pyo.Constraint(expr=full_time >= 10)
    model.gifts = pyo.Objective(expr=5 * seasonal + 8 * full_time, sense=pyo.maximize)
    return model
