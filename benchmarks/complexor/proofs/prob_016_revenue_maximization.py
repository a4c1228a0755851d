"""ComplexOR prob_016_revenue_maximization: how many of two flight packages to sell."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole packages up to their demand; rows of the use table are packages."}

SEATS = (50, 60, 70)
DEMAND = (30, 40)
REVENUE = (100, 150)
USES = ((1, 1, 0), (0, 1, 1))


def build(reading: str) -> pyo.ConcreteModel:
    """Seat allocation on legs."""
    del reading
    model = pyo.ConcreteModel()
    model.sold = pyo.Var(
        range(2), domain=pyo.NonNegativeIntegers, bounds=lambda m, p: (0, DEMAND[p])
    )
    model.leg = pyo.Constraint(
        range(3), rule=lambda m, k: sum(USES[p][k] * m.sold[p] for p in range(2)) <= SEATS[k]
    )
    model.revenue = pyo.Objective(
        expr=sum(REVENUE[p] * model.sold[p] for p in range(2)), sense=pyo.maximize
    )
    return model
