"""NLP4LP prob_194: servings of noodles and bars."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A linear programme, as the task asks: servings may be divided.",
    "whole_servings": "Servings are whole.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Servings a day."""
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.noodles = pyo.Var(domain=domain)
    model.bars = pyo.Var(domain=domain)
    noodles, bars = model.noodles, model.bars
    model.calories = pyo.Constraint(expr=600 * noodles + 250 * bars >= 2000)
    model.protein = pyo.Constraint(expr=1.5 * noodles + 5 * bars >= 16)
    model.cost = pyo.Objective(expr=5 * noodles + 2.5 * bars)
    return model
