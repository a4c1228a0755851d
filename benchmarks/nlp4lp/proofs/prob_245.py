"""NLP4LP prob_245: trains and trams."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole vehicles.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of vehicles."""
    del reading
    model = pyo.ConcreteModel()
    model.trains = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.trams = pyo.Var(domain=pyo.NonNegativeIntegers)
    trains, trams = model.trains, model.trams
    model.mostly_trams = pyo.Constraint(expr=trams >= 2 * trains)
    model.people = pyo.Constraint(expr=120 * trains + 30 * trams >= 600)
    model.number = pyo.Objective(expr=trains + trams)
    return model
