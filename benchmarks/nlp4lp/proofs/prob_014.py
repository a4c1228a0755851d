"""NLP4LP prob_014: money in apartments and townhouses."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Money is divisible and need not all be used.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Money in each."""
    del reading
    model = pyo.ConcreteModel()
    model.apartments = pyo.Var(domain=pyo.NonNegativeReals)
    model.townhouses = pyo.Var(domain=pyo.NonNegativeReals)
    apartments, townhouses = model.apartments, model.townhouses
    model.money = pyo.Constraint(expr=apartments + townhouses <= 600000)
    model.most = pyo.Constraint(expr=apartments <= 200000)
    model.half = pyo.Constraint(expr=2 * apartments >= townhouses)
    model.earned = pyo.Objective(expr=0.10 * apartments + 0.15 * townhouses, sense=pyo.maximize)
    return model
