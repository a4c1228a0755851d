"""NLP4LP prob_152: helicopter and truck trips for cows."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole trips, none has to be full.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of trips."""
    del reading
    model = pyo.ConcreteModel()
    model.helicopter = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.truck = pyo.Var(domain=pyo.NonNegativeIntegers)
    helicopter, truck = model.helicopter, model.truck
    model.cows = pyo.Constraint(expr=3 * helicopter + 7 * truck >= 80)
    model.most_truck = pyo.Constraint(expr=truck <= 8)
    model.pollution = pyo.Objective(expr=5 * helicopter + 10 * truck)
    return model
