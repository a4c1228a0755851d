"""IndustryOR prob_074: two products and a by-product that is sold or disposed of."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible amounts, as a linear programme has.",
    "whole_units": "Whole units of both products.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix with a sold and a disposed part of the by-product."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.a = pyo.Var(domain=domain)
    model.b = pyo.Var(domain=domain)
    model.sold = pyo.Var(bounds=(0, 5))
    model.disposed = pyo.Var(domain=pyo.NonNegativeReals)
    model.first = pyo.Constraint(expr=2 * model.a + 3 * model.b <= 16)
    model.second = pyo.Constraint(expr=3 * model.a + 4 * model.b <= 24)
    model.by_product = pyo.Constraint(expr=model.sold + model.disposed == 2 * model.b)
    model.profit = pyo.Objective(
        expr=4 * model.a + 10 * model.b + 3 * model.sold - 2 * model.disposed, sense=pyo.maximize
    )
    return model
