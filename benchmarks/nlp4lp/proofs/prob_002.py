"""NLP4LP prob_002: two kinds of advertisements under a budget."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole advertisements; the two least numbers together cost more than there is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of advertisements."""
    del reading
    model = pyo.ConcreteModel()
    model.radio = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.social = pyo.Var(domain=pyo.NonNegativeIntegers)
    radio, social = model.radio, model.social
    model.budget = pyo.Constraint(expr=5000 * radio + 9150 * social <= 250000)
    model.least_radio = pyo.Constraint(expr=radio >= 15)
    model.most_radio = pyo.Constraint(expr=radio <= 40)
    model.least_social = pyo.Constraint(expr=social >= 35)
    model.viewers = pyo.Objective(expr=60500 * radio + 50000 * social, sense=pyo.maximize)
    return model
