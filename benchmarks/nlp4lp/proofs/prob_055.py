"""NLP4LP prob_055: two kinds of croissants and their time."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "No number has to be made, so none is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers made."""
    del reading
    model = pyo.ConcreteModel()
    model.almond = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.pistachio = pyo.Var(domain=pyo.NonNegativeIntegers)
    almond, pistachio = model.almond, model.pistachio
    model.butter = pyo.Constraint(expr=5 * almond + 3 * pistachio <= 600)
    model.flour = pyo.Constraint(expr=8 * almond + 6 * pistachio <= 800)
    model.popular = pyo.Constraint(expr=almond >= 3 * pistachio)
    model.minutes = pyo.Objective(expr=12 * almond + 10 * pistachio)
    return model
