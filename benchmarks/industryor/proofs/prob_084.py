"""IndustryOR prob_084: weekly amounts of two products on machine and hand time."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible products; at least ten of X; only used time is paid.",
    "whole_products": "As plain, with whole products.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix in minutes."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.x = pyo.Var(domain=domain)
    model.y = pyo.Var(domain=domain)
    machine = 13 * model.x + 19 * model.y
    hand = 20 * model.x + 29 * model.y
    model.machine = pyo.Constraint(expr=machine <= 40 * 60)
    model.hand = pyo.Constraint(expr=hand <= 35 * 60)
    model.contract = pyo.Constraint(expr=model.x >= 10)
    model.profit = pyo.Objective(
        expr=20 * model.x + 30 * model.y - machine * 10 / 60 - hand * 2 / 60, sense=pyo.maximize
    )
    return model
