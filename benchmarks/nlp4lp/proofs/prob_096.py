"""NLP4LP prob_096: fish and chicken meals."""

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
    model.fish = pyo.Var(domain=domain)
    model.chicken = pyo.Var(domain=domain)
    fish, chicken = model.fish, model.chicken
    model.protein = pyo.Constraint(expr=10 * fish + 15 * chicken >= 130)
    model.iron = pyo.Constraint(expr=12 * fish + 8 * chicken >= 120)
    model.cheaper = pyo.Constraint(expr=chicken >= 2 * fish)
    model.fat = pyo.Objective(expr=7 * fish + 10 * chicken)
    return model
