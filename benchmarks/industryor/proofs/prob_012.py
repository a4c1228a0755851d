"""IndustryOR prob_012: acres of four crops with three ratios."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Acres are divisible; not all land need be used."}

PROFIT = {"corn": 1500, "wheat": 1200, "soybeans": 1800, "sorghum": 1600}


def build(reading: str) -> pyo.ConcreteModel:
    """Land use."""
    del reading
    model = pyo.ConcreteModel()
    model.acres = pyo.Var(list(PROFIT), domain=pyo.NonNegativeReals)
    acres = model.acres
    model.land = pyo.Constraint(expr=sum(acres[c] for c in PROFIT) <= 100)
    model.corn = pyo.Constraint(expr=acres["corn"] >= 2 * acres["wheat"])
    model.soybeans = pyo.Constraint(expr=2 * acres["soybeans"] >= acres["sorghum"])
    model.wheat = pyo.Constraint(expr=acres["wheat"] == 3 * acres["sorghum"])
    model.profit = pyo.Objective(expr=sum(PROFIT[c] * acres[c] for c in PROFIT), sense=pyo.maximize)
    return model
