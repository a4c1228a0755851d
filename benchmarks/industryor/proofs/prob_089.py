"""IndustryOR prob_089: how many of two clothing packages to sell."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole packages; nothing is sold outside packages."}


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix with least numbers."""
    del reading
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=pyo.Integers, bounds=(20, None))
    model.b = pyo.Var(domain=pyo.Integers, bounds=(10, None))
    model.shirts = pyo.Constraint(expr=model.a + 3 * model.b <= 200)
    model.trousers = pyo.Constraint(expr=2 * model.a + model.b <= 100)
    model.revenue = pyo.Objective(expr=30 * model.a + 50 * model.b, sense=pyo.maximize)
    return model
