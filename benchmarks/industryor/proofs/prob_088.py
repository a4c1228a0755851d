"""IndustryOR prob_088: weekly amounts of two products with hours, ratio and storage."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible products; storage holds four of A or sixteen of B in any mixture.",
    "whole_products": "As plain, with whole products.",
    "contrast_room_for_a_only": "Not what the text says: whole products, at most four of A, "
    "while B takes no room.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Two-product mix."""
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=domain)
    model.b = pyo.Var(domain=domain)
    model.hours = pyo.Constraint(expr=6 * model.a + 3 * model.b <= 40)
    model.ratio = pyo.Constraint(expr=model.b >= 3 * model.a)
    room_of_b = 0 if reading == "contrast_room_for_a_only" else 0.25
    model.storage = pyo.Constraint(expr=model.a + room_of_b * model.b <= 4)
    model.profit = pyo.Objective(expr=30 * model.a + 10 * model.b, sense=pyo.maximize)
    return model
