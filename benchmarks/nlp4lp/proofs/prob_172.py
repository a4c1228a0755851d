"""NLP4LP prob_172: balloon and gondola rides."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole rides.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of rides."""
    del reading
    model = pyo.ConcreteModel()
    model.balloon = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.gondola = pyo.Var(domain=pyo.NonNegativeIntegers)
    balloon, gondola = model.balloon, model.gondola
    model.visitors = pyo.Constraint(expr=4 * balloon + 6 * gondola >= 70)
    model.most_balloon = pyo.Constraint(expr=balloon <= 10)
    model.pollution = pyo.Objective(expr=10 * balloon + 15 * gondola)
    return model
