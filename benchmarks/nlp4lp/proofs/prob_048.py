"""NLP4LP prob_048: two flavours and the tea they need."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole drinks; more means at least one more.",
    "contrast_as_many": "As many of each would do, against the text: nothing has to be made.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of drinks."""
    model = pyo.ConcreteModel()
    model.mango = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.lychee = pyo.Var(domain=pyo.NonNegativeIntegers)
    mango, lychee = model.mango, model.lychee
    model.mango_juice = pyo.Constraint(expr=4 * mango <= 2000)
    model.lychee_juice = pyo.Constraint(expr=6 * lychee <= 3000)
    model.share = pyo.Constraint(expr=lychee >= 0.4 * (mango + lychee))
    if reading == "contrast_as_many":
        model.more_mango = pyo.Constraint(expr=mango >= lychee)
    else:
        model.more_mango = pyo.Constraint(expr=mango >= lychee + 1)
    model.tea = pyo.Objective(expr=8 * mango + 6 * lychee)
    return model
