"""ComplexOR prob_001_aircraft_landing: landing times near their targets with separations."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "One runway; the aircraft land in the order listed.",
    "free_order": "One runway; the landing order is chosen.",
}

EARLIEST = (1, 3, 5)
LATEST = (10, 12, 15)
TARGET = (4, 8, 14)
LATE_FEE = (10, 20, 30)
EARLY_FEE = (5, 10, 15)
SEPARATION = ((0, 2, 3), (2, 0, 4), (3, 4, 0))
PAIRS = ((0, 1), (0, 2), (1, 2))


def build(reading: str) -> pyo.ConcreteModel:
    """Landing times with an order switch for each pair."""
    model = pyo.ConcreteModel()
    model.time = pyo.Var(range(3), bounds=lambda m, i: (EARLIEST[i], LATEST[i]))
    model.early = pyo.Var(range(3), domain=pyo.NonNegativeReals)
    model.late = pyo.Var(range(3), domain=pyo.NonNegativeReals)
    model.first = pyo.Var(PAIRS, domain=pyo.Binary)
    if reading == "plain":
        model.first.fix(1)
    model.target = pyo.Constraint(
        range(3), rule=lambda m, i: m.time[i] == TARGET[i] - m.early[i] + m.late[i]
    )
    model.forward = pyo.Constraint(
        PAIRS,
        rule=lambda m, i, j: m.time[j] - m.time[i] >= SEPARATION[i][j] - 20 * (1 - m.first[i, j]),
    )
    model.backward = pyo.Constraint(
        PAIRS, rule=lambda m, i, j: m.time[i] - m.time[j] >= SEPARATION[j][i] - 20 * m.first[i, j]
    )
    model.fees = pyo.Objective(
        expr=sum(EARLY_FEE[i] * model.early[i] + LATE_FEE[i] * model.late[i] for i in range(3))
    )
    return model
