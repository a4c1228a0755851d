"""IndustryOR prob_042: daily trucks from two stores for three materials."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole trucks, one trip a day each."}


def build(reading: str) -> pyo.ConcreteModel:
    """Covering with two kinds of truck."""
    del reading
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.b = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.pieces = pyo.Constraint(expr=4 * model.a + 7 * model.b >= 240)
    model.kilograms = pyo.Constraint(expr=2 * model.a + 2 * model.b >= 80)
    model.tons = pyo.Constraint(expr=6 * model.a + 2 * model.b >= 120)
    model.cost = pyo.Objective(expr=200 * model.a + 160 * model.b)
    return model
