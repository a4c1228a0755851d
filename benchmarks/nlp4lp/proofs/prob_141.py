"""NLP4LP prob_141: boat and canoe trips."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole trips; the time is the sum over all trips.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of trips."""
    del reading
    model = pyo.ConcreteModel()
    model.boat = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.canoe = pyo.Var(domain=pyo.NonNegativeIntegers)
    boat, canoe = model.boat, model.canoe
    model.ducks = pyo.Constraint(expr=10 * boat + 8 * canoe >= 300)
    model.most_boat = pyo.Constraint(expr=boat <= 12)
    model.share = pyo.Constraint(expr=canoe >= 0.6 * (boat + canoe))
    model.minutes = pyo.Objective(expr=20 * boat + 40 * canoe)
    return model
