"""NLP4LP prob_130: two prepared meals."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole meals.",
    "divisible": "Parts of a meal are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of meals."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.turkey = pyo.Var(domain=domain)
    model.tuna = pyo.Var(domain=domain)
    turkey, tuna = model.turkey, model.tuna
    model.protein = pyo.Constraint(expr=20 * turkey + 18 * tuna >= 150)
    model.carbs = pyo.Constraint(expr=30 * turkey + 25 * tuna >= 200)
    model.share = pyo.Constraint(expr=turkey <= 0.4 * (turkey + tuna))
    model.fat = pyo.Objective(expr=12 * turkey + 8 * tuna)
    return model
