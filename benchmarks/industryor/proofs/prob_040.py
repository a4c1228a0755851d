"""IndustryOR prob_040: three years of placements of one fund."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Money back at the end of a year can be placed again at the next start; value: all "
    "money at the end of year three.",
    "gain_only": "As plain, but the value is the gain over the first 500,000.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Cash balances; a yearly project at 20 per cent makes idle money pointless."""
    model = pyo.ConcreteModel()
    model.yearly = pyo.Var([1, 2, 3], domain=pyo.NonNegativeReals)
    model.second = pyo.Var(bounds=(0, 120000))
    model.third = pyo.Var(bounds=(0, 150000))
    model.fourth = pyo.Var(bounds=(0, 100000))
    model.year_1 = pyo.Constraint(expr=model.yearly[1] + model.second == 500000)
    model.year_2 = pyo.Constraint(expr=model.yearly[2] + model.third == 1.2 * model.yearly[1])
    model.year_3 = pyo.Constraint(
        expr=model.yearly[3] + model.fourth
        == 1.2 * model.yearly[2] + 1.5 * model.second + 1.6 * model.third
    )
    taken_off = 500000 if reading == "gain_only" else 0
    model.wealth = pyo.Objective(
        expr=1.2 * model.yearly[3] + 1.4 * model.fourth - taken_off, sense=pyo.maximize
    )
    return model
