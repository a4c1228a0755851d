"""NLP4LP prob_094: two cleaning chemicals."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "As printed: the total is a least one; the first time is in minutes too.",
    "at_most": "The total is a limit on what can be used, as its verb suggests.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Units of each chemical."""
    model = pyo.ConcreteModel()
    model.cleansing = pyo.Var(domain=pyo.NonNegativeReals)
    model.odour = pyo.Var(domain=pyo.NonNegativeReals)
    cleansing, odour = model.cleansing, model.odour
    model.least_cleansing = pyo.Constraint(expr=cleansing >= 100)
    if reading == "at_most":
        model.total = pyo.Constraint(expr=cleansing + odour <= 300)
    else:
        model.total = pyo.Constraint(expr=cleansing + odour >= 300)
    model.strong = pyo.Constraint(expr=cleansing <= 2 * odour)
    model.time = pyo.Objective(expr=4 * cleansing + 6 * odour)
    return model
