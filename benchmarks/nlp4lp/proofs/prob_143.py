"""NLP4LP prob_143: small and large teams."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole teams.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of teams."""
    del reading
    model = pyo.ConcreteModel()
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.large = pyo.Var(domain=pyo.NonNegativeIntegers)
    small, large = model.small, model.large
    model.employees = pyo.Constraint(expr=3 * small + 5 * large <= 150)
    model.mostly_small = pyo.Constraint(expr=small >= 3 * large)
    model.least_large = pyo.Constraint(expr=large >= 6)
    model.least_small = pyo.Constraint(expr=small >= 10)
    model.lawn = pyo.Objective(expr=50 * small + 80 * large, sense=pyo.maximize)
    return model
