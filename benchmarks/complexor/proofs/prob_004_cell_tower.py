"""ComplexOR prob_004_cell_tower: towers under a budget that reach the most people."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "A region counts once if a built tower covers it; value: people reached."}

COVERS = ((1, 0, 1), (0, 1, 0))
COST = (3, 4)
PEOPLE = (100, 200, 150)
BUDGET = 4


def build(reading: str) -> pyo.ConcreteModel:
    """Budgeted maximum coverage."""
    del reading
    model = pyo.ConcreteModel()
    model.built = pyo.Var(range(2), domain=pyo.Binary)
    model.reached = pyo.Var(range(3), domain=pyo.Binary)
    model.budget = pyo.Constraint(expr=sum(COST[i] * model.built[i] for i in range(2)) <= BUDGET)
    model.cover = pyo.Constraint(
        range(3),
        rule=lambda m, j: m.reached[j] <= sum(COVERS[i][j] * m.built[i] for i in range(2)),
    )
    model.people = pyo.Objective(
        expr=sum(PEOPLE[j] * model.reached[j] for j in range(3)), sense=pyo.maximize
    )
    return model
