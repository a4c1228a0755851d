"""IndustryOR prob_057: acres of four fruits with ratios and at most two kinds."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "At most two kinds; orange land equals exactly twice lemon land, so lemons force "
    "three kinds and both drop out.",
}

FRUITS = ("apples", "pears", "oranges", "lemons")
PROFIT = {"apples": 2000, "pears": 1800, "oranges": 2200, "lemons": 3000}


def build(reading: str) -> pyo.ConcreteModel:
    """Land use with a switch per fruit."""
    del reading
    model = pyo.ConcreteModel()
    model.acres = pyo.Var(FRUITS, domain=pyo.NonNegativeReals)
    model.grown = pyo.Var(FRUITS, domain=pyo.Binary)
    acres = model.acres
    model.land = pyo.Constraint(expr=sum(acres[f] for f in FRUITS) <= 120)
    model.pears = pyo.Constraint(expr=acres["apples"] >= 2 * acres["pears"])
    model.lemons = pyo.Constraint(expr=acres["apples"] >= 3 * acres["lemons"])
    model.oranges = pyo.Constraint(expr=acres["oranges"] == 2 * acres["lemons"])
    model.switch = pyo.Constraint(FRUITS, rule=lambda m, f: m.acres[f] <= 120 * m.grown[f])
    model.kinds = pyo.Constraint(expr=sum(model.grown[f] for f in FRUITS) <= 2)
    model.profit = pyo.Objective(expr=sum(PROFIT[f] * acres[f] for f in FRUITS), sense=pyo.maximize)
    return model
