"""ComplexOR prob_005_cutting_stock: how often two given cutting patterns are used."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Each inner list is a pattern, so it lists three widths; surplus is allowed."}

ORDERS = (4, 2, 2)
PATTERNS = ((1, 2, 0), (0, 0, 1))


def build(reading: str) -> pyo.ConcreteModel:
    """Covering of orders by patterns."""
    del reading
    model = pyo.ConcreteModel()
    model.cut = pyo.Var(range(2), domain=pyo.NonNegativeIntegers)
    model.orders = pyo.Constraint(
        range(3), rule=lambda m, i: sum(PATTERNS[j][i] * m.cut[j] for j in range(2)) >= ORDERS[i]
    )
    model.rolls = pyo.Objective(expr=model.cut[0] + model.cut[1])
    return model
