"""NLP4LP prob_113: gummies and pills."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole gummies and pills.",
    "divisible": "Parts of them are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of each."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.gummies = pyo.Var(domain=domain)
    model.pills = pyo.Var(domain=domain)
    gummies, pills = model.gummies, model.pills
    model.least_pills = pyo.Constraint(expr=pills >= 10)
    model.preferred = pyo.Constraint(expr=gummies >= 3 * pills)
    model.magnesium = pyo.Constraint(expr=3 * gummies + 2 * pills <= 200)
    model.zinc = pyo.Objective(expr=4 * gummies + 5 * pills, sense=pyo.maximize)
    return model
