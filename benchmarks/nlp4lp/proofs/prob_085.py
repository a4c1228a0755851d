"""NLP4LP prob_085: milk and dark chocolate bars and their time."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "No number has to be made, so none is.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers made."""
    del reading
    model = pyo.ConcreteModel()
    model.milk_bars = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.dark_bars = pyo.Var(domain=pyo.NonNegativeIntegers)
    milk_bars, dark_bars = model.milk_bars, model.dark_bars
    model.cocoa = pyo.Constraint(expr=4 * milk_bars + 6 * dark_bars <= 2000)
    model.milk = pyo.Constraint(expr=7 * milk_bars + 3 * dark_bars <= 1750)
    model.popular = pyo.Constraint(expr=milk_bars >= 2 * dark_bars)
    model.minutes = pyo.Objective(expr=15 * milk_bars + 12 * dark_bars)
    return model
