"""IndustryOR prob_086: trucks of two kinds for cooled and other cargo."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole trucks; cooled room takes cooled cargo only; value: cost per kilometre.",
    "divisible": "As plain, with divisible trucks.",
    "cooled_room_for_all": "Whole trucks; cooled room may also take other cargo.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Covering with two kinds of truck."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model.a = pyo.Var(domain=domain)
    model.b = pyo.Var(domain=domain)
    cooled = 20 * model.a + 30 * model.b
    other = 40 * model.a + 30 * model.b
    model.cooled = pyo.Constraint(expr=cooled >= 3000)
    if reading == "cooled_room_for_all":
        model.other = pyo.Constraint(expr=cooled + other >= 7000)
    else:
        model.other = pyo.Constraint(expr=other >= 4000)
    model.cost = pyo.Objective(expr=30 * model.a + 40 * model.b)
    return model
