"""NLP4LP prob_118: throat and nasal swabs."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole swabs, one for each patient.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of swabs."""
    del reading
    model = pyo.ConcreteModel()
    model.throat = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.nasal = pyo.Var(domain=pyo.NonNegativeIntegers)
    throat, nasal = model.throat, model.nasal
    model.time = pyo.Constraint(expr=5 * throat + 3 * nasal <= 20000)
    model.least_nasal = pyo.Constraint(expr=nasal >= 30)
    model.mostly_throat = pyo.Constraint(expr=throat >= 4 * nasal)
    model.patients = pyo.Objective(expr=throat + nasal, sense=pyo.maximize)
    return model
