"""NLP4LP prob_054: acres with small and large wells."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Land may stay unused; whole acres would change nothing.",
    "contrast_all_land": "All of the land is used, which the text does not ask.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Acres with each."""
    model = pyo.ConcreteModel()
    model.small = pyo.Var(domain=pyo.NonNegativeReals)
    model.large = pyo.Var(domain=pyo.NonNegativeReals)
    small, large = model.small, model.large
    if reading == "contrast_all_land":
        model.land = pyo.Constraint(expr=small + large == 300)
    else:
        model.land = pyo.Constraint(expr=small + large <= 300)
    model.pollution = pyo.Constraint(expr=10 * small + 20 * large <= 4500)
    model.bits = pyo.Constraint(expr=5 * small + 10 * large <= 2500)
    model.barrels = pyo.Objective(expr=2 * small + 5 * large, sense=pyo.maximize)
    return model
