"""NLP4LP prob_057: two sizes of bottles."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole bottles; the least numbers of both need more syrup than there is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of bottles."""
    del reading
    model = pyo.ConcreteModel()
    model.kids = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.adult = pyo.Var(domain=pyo.NonNegativeIntegers)
    kids, adult = model.kids, model.adult
    model.syrup = pyo.Constraint(expr=100 * kids + 300 * adult <= 25000)
    model.mostly_adult = pyo.Constraint(expr=adult >= 3 * kids)
    model.least = pyo.Constraint(expr=kids >= 50)
    model.bottles = pyo.Objective(expr=kids + adult, sense=pyo.maximize)
    return model
