"""NLP4LP prob_168: plane and truck trips."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole trips.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of trips."""
    del reading
    model = pyo.ConcreteModel()
    model.plane = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.truck = pyo.Var(domain=pyo.NonNegativeIntegers)
    plane, truck = model.plane, model.truck
    model.tires = pyo.Constraint(expr=10 * plane + 6 * truck >= 200)
    model.money = pyo.Constraint(expr=1000 * plane + 700 * truck <= 22000)
    model.airports = pyo.Constraint(expr=plane <= truck)
    model.trips = pyo.Objective(expr=plane + truck)
    return model
