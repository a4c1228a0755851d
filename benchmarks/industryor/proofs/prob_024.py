"""IndustryOR prob_024: one-year and two-year placements over three years."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Returns are gains on top of the stake (1.7 and 3 come back per yuan); value: money "
    "in hand after year three.",
    "gain_only": "As plain, but the value is the gain, so the stake of 100,000 is taken off.",
    "paid_back_amounts": "0.7 and 2 are all that comes back per yuan; value: money in hand.",
}

BACK = {"plain": (1.7, 3.0), "gain_only": (1.7, 3.0), "paid_back_amounts": (0.7, 2.0)}
STAKE = 100000


def build(reading: str) -> pyo.ConcreteModel:
    """Cash balances at the three starts of year; idle money keeps its value."""
    one_year, two_years = BACK[reading]
    model = pyo.ConcreteModel()
    model.short = pyo.Var([1, 2, 3], domain=pyo.NonNegativeReals)
    model.long = pyo.Var([1, 2], domain=pyo.NonNegativeReals)
    model.idle = pyo.Var([1, 2, 3], domain=pyo.NonNegativeReals)
    model.first = pyo.Constraint(expr=model.short[1] + model.long[1] + model.idle[1] == STAKE)
    model.second = pyo.Constraint(
        expr=model.short[2] + model.long[2] + model.idle[2]
        == one_year * model.short[1] + model.idle[1]
    )
    model.third = pyo.Constraint(
        expr=model.short[3] + model.idle[3]
        == one_year * model.short[2] + two_years * model.long[1] + model.idle[2]
    )
    taken_off = STAKE if reading == "gain_only" else 0
    model.wealth = pyo.Objective(
        expr=one_year * model.short[3] + two_years * model.long[2] + model.idle[3] - taken_off,
        sense=pyo.maximize,
    )
    return model
