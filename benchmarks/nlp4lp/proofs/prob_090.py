"""NLP4LP prob_090: bottles of two drinks."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole bottles.",
    "divisible": "Parts of a bottle are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of bottles."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.alpha = pyo.Var(domain=domain)
    model.omega = pyo.Var(domain=domain)
    alpha, omega = model.alpha, model.omega
    model.protein = pyo.Constraint(expr=30 * alpha + 20 * omega >= 100)
    model.calories = pyo.Constraint(expr=350 * alpha + 300 * omega >= 2000)
    model.share = pyo.Constraint(expr=omega <= 0.35 * (alpha + omega))
    model.sugar = pyo.Objective(expr=20 * alpha + 15 * omega)
    return model
