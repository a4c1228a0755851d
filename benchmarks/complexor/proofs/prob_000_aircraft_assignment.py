"""ComplexOR prob_000_aircraft_assignment: how many aircraft of each kind serve each route."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole aircraft; the seats sent to a route cover at least its demand."}

AVAILABLE = (2, 3, 1)
DEMAND = (100, 150)
SEATS = ((50, 70), (60, 80), (70, 90))
COST = ((100, 200), (150, 250), (200, 300))


def build(reading: str) -> pyo.ConcreteModel:
    """Covering model with limited aircraft."""
    del reading
    model = pyo.ConcreteModel()
    model.number = pyo.Var(range(3), range(2), domain=pyo.NonNegativeIntegers)
    model.fleet = pyo.Constraint(
        range(3), rule=lambda m, i: sum(m.number[i, j] for j in range(2)) <= AVAILABLE[i]
    )
    model.seats = pyo.Constraint(
        range(2), rule=lambda m, j: sum(SEATS[i][j] * m.number[i, j] for i in range(3)) >= DEMAND[j]
    )
    model.cost = pyo.Objective(
        expr=sum(COST[i][j] * model.number[i, j] for i in range(3) for j in range(2))
    )
    return model
