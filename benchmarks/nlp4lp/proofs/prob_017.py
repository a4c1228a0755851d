"""NLP4LP prob_017: phones and laptops in stock."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole devices; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers in stock."""
    del reading
    model = pyo.ConcreteModel()
    model.phones = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.laptops = pyo.Var(domain=pyo.NonNegativeIntegers)
    phones, laptops = model.phones, model.laptops
    model.floor = pyo.Constraint(expr=phones + 4 * laptops <= 400)
    model.share = pyo.Constraint(expr=laptops >= 0.8 * (phones + laptops))
    model.spent = pyo.Constraint(expr=400 * phones + 100 * laptops <= 6000)
    model.profit = pyo.Objective(expr=120 * phones + 40 * laptops, sense=pyo.maximize)
    return model
