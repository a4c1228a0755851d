"""NLP4LP prob_053: paste from two containers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole containers; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Fillings of containers."""
    del reading
    model = pyo.ConcreteModel()
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.large = pyo.Var(domain=pyo.NonNegativeIntegers)
    small, large = model.small, model.large
    model.water = pyo.Constraint(expr=10 * small + 20 * large <= 500)
    model.powder = pyo.Constraint(expr=15 * small + 20 * large <= 700)
    model.paste = pyo.Objective(expr=20 * small + 30 * large, sense=pyo.maximize)
    return model
