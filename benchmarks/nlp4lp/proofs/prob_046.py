"""NLP4LP prob_046: two kinds of ticket machines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole machines.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of machines."""
    del reading
    model = pyo.ConcreteModel()
    model.cash = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.card = pyo.Var(domain=pyo.NonNegativeIntegers)
    cash, card = model.cash, model.card
    model.people = pyo.Constraint(expr=20 * cash + 30 * card >= 500)
    model.paper = pyo.Constraint(expr=4 * cash + 5 * card <= 90)
    model.mostly_cash = pyo.Constraint(expr=card <= cash)
    model.machines = pyo.Objective(expr=cash + card)
    return model
