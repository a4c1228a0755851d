"""NLP4LP prob_210: personal and commercial licences."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole licences.",
    "divisible": "Parts of a licence are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of licences."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.personal = pyo.Var(domain=domain)
    model.commercial = pyo.Var(domain=domain)
    personal, commercial = model.personal, model.commercial
    model.sold = pyo.Constraint(expr=personal + commercial <= 300)
    model.spent = pyo.Constraint(expr=550 * personal + 2000 * commercial <= 400000)
    model.profit = pyo.Objective(expr=450 * personal + 1200 * commercial, sense=pyo.maximize)
    return model
