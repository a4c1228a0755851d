"""LogiOR prob_088: how many batteries each of two vans swaps in each zone."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole batteries; a van that swaps any is dispatched.",
    "fractional": "Like the first, but numbers of batteries may be fractional.",
}
NEED = {"A": 120, "B": 120, "C": 90}
DISPATCH = {1: 300, 2: 320}
CAPACITY = {1: 150, 2: 180}
COEFFICIENT = {1: 0.08, 2: 0.07}


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals if reading == "fractional" else pyo.NonNegativeIntegers
    model.swapped = pyo.Var(DISPATCH, NEED, within=amount)
    model.sent = pyo.Var(DISPATCH, within=pyo.Binary)
    model.need = pyo.Constraint(
        NEED, rule=lambda m, zone: sum(m.swapped[van, zone] for van in DISPATCH) == NEED[zone]
    )
    model.capacity = pyo.Constraint(
        DISPATCH,
        rule=lambda m, van: sum(m.swapped[van, z] for z in NEED) <= CAPACITY[van] * m.sent[van],
    )
    model.cost = pyo.Objective(
        expr=sum(DISPATCH[van] * model.sent[van] for van in DISPATCH)
        + sum(COEFFICIENT[van] * number**2 for (van, _), number in model.swapped.items())
    )
    return model
