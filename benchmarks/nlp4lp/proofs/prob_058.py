"""NLP4LP prob_058: brownies and lemon squares and their fiber."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole pieces; more means at least one more.",
    "contrast_as_many": "As many of each would do, against the text: nothing has to be made.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers made."""
    model = pyo.ConcreteModel()
    model.brownies = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.squares = pyo.Var(domain=pyo.NonNegativeIntegers)
    brownies, squares = model.brownies, model.squares
    model.chocolate = pyo.Constraint(expr=5 * brownies <= 2500)
    model.lemon = pyo.Constraint(expr=7 * squares <= 3300)
    if reading == "contrast_as_many":
        model.more_squares = pyo.Constraint(expr=squares >= brownies)
    else:
        model.more_squares = pyo.Constraint(expr=squares >= brownies + 1)
    model.share = pyo.Constraint(expr=brownies >= 0.4 * (brownies + squares))
    model.fiber = pyo.Objective(expr=4 * brownies + 6 * squares)
    return model
