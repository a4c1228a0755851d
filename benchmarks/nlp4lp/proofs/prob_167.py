"""NLP4LP prob_167: bikes and cars for guests."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole vehicles; only bikes are counted.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of vehicles."""
    del reading
    model = pyo.ConcreteModel()
    model.bikes = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.cars = pyo.Var(domain=pyo.NonNegativeIntegers)
    bikes, cars = model.bikes, model.cars
    model.people = pyo.Constraint(expr=3 * bikes + 5 * cars >= 500)
    model.share = pyo.Constraint(expr=cars <= 0.4 * (bikes + cars))
    model.number = pyo.Objective(expr=bikes + 0 * cars)
    return model
