"""NLP4LP prob_032: servings of two dishes."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Servings may be divided; whole ones would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Servings a day."""
    del reading
    model = pyo.ConcreteModel()
    model.kebab = pyo.Var(domain=pyo.NonNegativeReals)
    model.rice = pyo.Var(domain=pyo.NonNegativeReals)
    kebab, rice = model.kebab, model.rice
    model.calories = pyo.Constraint(expr=200 * kebab + 300 * rice >= 2200)
    model.protein = pyo.Constraint(expr=4 * kebab + 4.5 * rice >= 30)
    model.cost = pyo.Objective(expr=2 * kebab + 3 * rice)
    return model
