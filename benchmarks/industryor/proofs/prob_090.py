"""IndustryOR prob_090: weekly amounts of two products on one machine with a ratio rule."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible products; B is at least two fifths of A.",
    "whole_products": "Whole products; B is at least two fifths of A.",
    "full_fives": "Whole products; only complete fives of A ask for two of B each.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Two-product mix in minutes of machine time."""
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=domain)
    model.b = pyo.Var(domain=domain)
    model.minutes = pyo.Constraint(expr=12 * model.a + 25 * model.b <= 30 * 60)
    if reading == "full_fives":
        model.fives = pyo.Var(domain=pyo.NonNegativeIntegers)
        model.complete = pyo.Constraint(expr=model.a <= 5 * model.fives + 4)
        model.ratio = pyo.Constraint(expr=model.b >= 2 * model.fives)
    else:
        model.ratio = pyo.Constraint(expr=5 * model.b >= 2 * model.a)
    model.profit = pyo.Objective(expr=3 * model.a + 5 * model.b, sense=pyo.maximize)
    return model
