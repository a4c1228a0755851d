"""NLP4LP prob_184: pigeons and owls."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole birds.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of birds."""
    del reading
    model = pyo.ConcreteModel()
    model.pigeons = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.owls = pyo.Var(domain=pyo.NonNegativeIntegers)
    pigeons, owls = model.pigeons, model.owls
    model.treats = pyo.Constraint(expr=3 * pigeons + 5 * owls <= 1000)
    model.share = pyo.Constraint(expr=owls <= 0.4 * (pigeons + owls))
    model.least = pyo.Constraint(expr=pigeons >= 20)
    model.letters = pyo.Objective(expr=2 * pigeons + 5 * owls, sense=pyo.maximize)
    return model
