"""NLP4LP prob_198: bags of two dog foods."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole bags, as their number is asked for.",
    "divisible": "Parts of a bag can go into the mix, and only these are paid for.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of bags."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.regular = pyo.Var(domain=domain)
    model.premium = pyo.Var(domain=domain)
    regular, premium = model.regular, model.premium
    model.calcium = pyo.Constraint(expr=4 * regular + 12 * premium >= 15)
    model.vitamins = pyo.Constraint(expr=7 * regular + 10 * premium >= 20)
    model.protein = pyo.Constraint(expr=10 * regular + 16 * premium >= 20)
    model.cost = pyo.Objective(expr=20 * regular + 35 * premium)
    return model
