"""NLP4LP prob_051: rural and urban factories."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole factories.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of factories."""
    del reading
    model = pyo.ConcreteModel()
    model.rural = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.urban = pyo.Var(domain=pyo.NonNegativeIntegers)
    rural, urban = model.rural, model.urban
    model.phones = pyo.Constraint(expr=100 * rural + 200 * urban >= 3000)
    model.managers = pyo.Constraint(expr=8 * rural + 20 * urban <= 260)
    model.factories = pyo.Objective(expr=rural + urban)
    return model
