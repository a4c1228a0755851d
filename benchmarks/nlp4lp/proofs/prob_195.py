"""NLP4LP prob_195: plush toys and dolls."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole toys; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers bought and sold."""
    del reading
    model = pyo.ConcreteModel()
    model.plush = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.dolls = pyo.Var(domain=pyo.NonNegativeIntegers)
    plush, dolls = model.plush, model.dolls
    model.spent = pyo.Constraint(expr=3 * plush + 2 * dolls <= 700)
    model.least_plush = pyo.Constraint(expr=plush >= 90)
    model.most_plush = pyo.Constraint(expr=plush <= 190)
    model.most_dolls = pyo.Constraint(expr=dolls <= 2 * plush)
    model.profit = pyo.Objective(expr=4 * plush + 2 * dolls, sense=pyo.maximize)
    return model
