"""NLP4LP prob_049: seasonal and permanent workers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole workers, one shift each.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Workers for one shift each."""
    del reading
    model = pyo.ConcreteModel()
    model.seasonal = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.permanent = pyo.Var(domain=pyo.NonNegativeIntegers)
    seasonal, permanent = model.seasonal, model.permanent
    model.hours = pyo.Constraint(expr=6 * seasonal + 10 * permanent >= 300)
    model.budget = pyo.Constraint(expr=120 * seasonal + 250 * permanent <= 6500)
    model.workers = pyo.Objective(expr=seasonal + permanent)
    return model
