"""NLP4LP prob_232: two combos and their cooking time."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "No meal has to be cooked, so none is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of meals."""
    del reading
    model = pyo.ConcreteModel()
    model.original = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.experimental = pyo.Var(domain=pyo.NonNegativeIntegers)
    original, experimental = model.original, model.experimental
    model.wrapping = pyo.Constraint(expr=45 * original + 35 * experimental <= 900)
    model.food = pyo.Constraint(expr=20 * original + 25 * experimental <= 800)
    model.minutes = pyo.Objective(expr=10 * original + 15 * experimental)
    return model
