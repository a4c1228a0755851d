"""NLP4LP prob_107: batches of shots and pills."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole batches; more means at least one more.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of batches."""
    del reading
    model = pyo.ConcreteModel()
    model.shots = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.pills = pyo.Var(domain=pyo.NonNegativeIntegers)
    shots, pills = model.shots, model.pills
    model.vitamin_c = pyo.Constraint(expr=30 * shots + 50 * pills <= 1200)
    model.vitamin_d = pyo.Constraint(expr=40 * shots + 30 * pills <= 1500)
    model.more_pills = pyo.Constraint(expr=pills >= shots + 1)
    model.most_shots = pyo.Constraint(expr=shots <= 10)
    model.people = pyo.Objective(expr=10 * shots + 7 * pills, sense=pyo.maximize)
    return model
