"""NLP4LP prob_224: fillings of molars and canines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole teeth.",
    "divisible": "Parts of a tooth are allowed.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of teeth."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.molars = pyo.Var(domain=domain)
    model.canines = pyo.Var(domain=domain)
    molars, canines = model.molars, model.canines
    model.resin = pyo.Constraint(expr=20 * molars + 15 * canines <= 3000)
    model.share = pyo.Constraint(expr=canines >= 0.6 * (molars + canines))
    model.least = pyo.Constraint(expr=molars >= 45)
    model.pain_killer = pyo.Objective(expr=3 * molars + 2.3 * canines)
    return model
