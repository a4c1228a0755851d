"""NLP4LP prob_120: bananas and mangoes."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole fruits.",
    "divisible": "Parts of a fruit are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of fruits."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.bananas = pyo.Var(domain=domain)
    model.mangoes = pyo.Var(domain=domain)
    bananas, mangoes = model.bananas, model.mangoes
    model.calories = pyo.Constraint(expr=80 * bananas + 100 * mangoes >= 4000)
    model.potassium = pyo.Constraint(expr=20 * bananas + 15 * mangoes >= 150)
    model.share = pyo.Constraint(expr=mangoes <= 0.33 * (bananas + mangoes))
    model.sugar = pyo.Objective(expr=10 * bananas + 8 * mangoes)
    return model
