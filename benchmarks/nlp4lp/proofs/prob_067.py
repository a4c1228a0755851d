"""NLP4LP prob_067: small and large crates."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole crates; five small and ten large ones hold more than there is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of crates."""
    del reading
    model = pyo.ConcreteModel()
    model.small = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.large = pyo.Var(domain=pyo.NonNegativeIntegers)
    small, large = model.small, model.large
    model.fruit = pyo.Constraint(expr=20 * small + 50 * large <= 500)
    model.mostly_large = pyo.Constraint(expr=large >= 2 * small)
    model.least_small = pyo.Constraint(expr=small >= 5)
    model.crates = pyo.Objective(expr=small + large, sense=pyo.maximize)
    return model
