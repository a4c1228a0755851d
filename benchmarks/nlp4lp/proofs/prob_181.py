"""NLP4LP prob_181: helicopter and bus trips for patients."""

from __future__ import annotations

import pyomo.environ as pyo

# The second reading was added when the answers were compared with the published label.
READINGS = {
    "plain": "Whole trips; total time is the sum over all trips, one after another.",
    "side_by_side": "Whole trips; one helicopter and one bus run at the same time, and the time is "
    "that until the later of them is done.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Trip counts."""
    model = pyo.ConcreteModel()
    model.helicopter = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.bus = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 10))
    model.patients = pyo.Constraint(expr=5 * model.helicopter + 8 * model.bus >= 120)
    model.share = pyo.Constraint(expr=10 * model.helicopter >= 3 * (model.helicopter + model.bus))
    if reading == "plain":
        model.hours = pyo.Objective(expr=model.helicopter + 3 * model.bus)
        return model
    model.end = pyo.Var(domain=pyo.NonNegativeReals)
    model.helicopter_done = pyo.Constraint(expr=model.helicopter <= model.end)
    model.bus_done = pyo.Constraint(expr=3 * model.bus <= model.end)
    model.hours = pyo.Objective(expr=model.end)
    return model
