"""NLP4LP prob_260: hours of two factories."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Hours may be divided, and those of both factories are added.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Hours of each factory."""
    del reading
    model = pyo.ConcreteModel()
    model.northern = pyo.Var(domain=pyo.NonNegativeReals)
    model.western = pyo.Var(domain=pyo.NonNegativeReals)
    northern, western = model.northern, model.western
    model.injections = pyo.Constraint(expr=800 * northern + 650 * western >= 800000)
    model.cream = pyo.Constraint(expr=700 * northern + 750 * western >= 700000)
    model.plastic = pyo.Constraint(expr=40 * northern + 35 * western <= 60000)
    model.hours = pyo.Objective(expr=northern + western)
    return model
