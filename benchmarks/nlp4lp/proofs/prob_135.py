"""NLP4LP prob_135: packs of two berries."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole packs; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of packs."""
    del reading
    model = pyo.ConcreteModel()
    model.blueberries = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.strawberries = pyo.Var(domain=pyo.NonNegativeIntegers)
    blueberries, strawberries = model.blueberries, model.strawberries
    model.antioxidants = pyo.Constraint(expr=3 * blueberries + strawberries >= 90)
    model.minerals = pyo.Constraint(expr=5 * blueberries + 7 * strawberries >= 100)
    model.season = pyo.Constraint(expr=strawberries >= 3 * blueberries)
    model.sugar = pyo.Objective(expr=5 * blueberries + 7 * strawberries)
    return model
