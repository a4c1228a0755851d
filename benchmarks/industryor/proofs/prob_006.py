"""IndustryOR prob_006: empty containers on two-container trucks from six stores to five ports."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Each started truck costs 30 euros a kilometre and takes at most two containers.",
    "each_container": "Each container costs 30 euros a kilometre; trucks play no part.",
    "half_trucks": "30 euros a truck kilometre, shared by its two containers without rounding.",
}

STOCK = (10, 12, 20, 24, 18, 40)
DEMAND = (20, 15, 25, 33, 21)
KILOMETRES = (
    (290, 115, 355, 715, 810),
    (380, 340, 165, 380, 610),
    (505, 530, 285, 220, 450),
    (655, 450, 155, 240, 315),
    (1010, 840, 550, 305, 95),
    (1072, 1097, 747, 372, 333),
)
LANES = [(i, j) for i in range(6) for j in range(5)]
EUROS_PER_KILOMETRE = 30


def build(reading: str) -> pyo.ConcreteModel:
    """Transport with whole trucks, whole containers, or fractional trucks."""
    model = pyo.ConcreteModel()
    model.containers = pyo.Var(LANES, domain=pyo.NonNegativeIntegers)
    whole = reading == "plain"
    model.trucks = pyo.Var(LANES, domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals)
    load = 1 if reading == "each_container" else 2
    model.truck_load = pyo.Constraint(
        LANES, rule=lambda m, i, j: m.containers[i, j] <= load * m.trucks[i, j]
    )
    model.stock = pyo.Constraint(
        range(6), rule=lambda m, i: sum(m.containers[i, j] for j in range(5)) <= STOCK[i]
    )
    model.demand = pyo.Constraint(
        range(5), rule=lambda m, j: sum(m.containers[i, j] for i in range(6)) >= DEMAND[j]
    )
    model.cost = pyo.Objective(
        expr=sum(EUROS_PER_KILOMETRE * KILOMETRES[i][j] * model.trucks[i, j] for i, j in LANES)
    )
    return model
