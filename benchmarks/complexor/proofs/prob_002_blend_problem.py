"""ComplexOR prob_002_blend_problem: shares of two alloys that give a wanted composition."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Each row of the composition belongs to an alloy; the rows add up to one.",
    "rows_are_elements": "Each row of the composition belongs to an element.",
}

COMPOSITION = ((0.5, 0.5), (0.1, 0.9))
WANTED = (0.5, 0.5)
PRICE = (10, 20)


def _share(alloy: int, element: int, reading: str) -> float:
    return COMPOSITION[alloy][element] if reading == "plain" else COMPOSITION[element][alloy]


def build(reading: str) -> pyo.ConcreteModel:
    """Blend of one unit."""
    model = pyo.ConcreteModel()
    model.amount = pyo.Var(range(2), domain=pyo.NonNegativeReals)
    model.blend = pyo.Constraint(
        range(2),
        rule=lambda m, e: sum(_share(a, e, reading) * m.amount[a] for a in range(2)) == WANTED[e],
    )
    model.total = pyo.Constraint(expr=sum(model.amount[a] for a in range(2)) == 1)
    model.cost = pyo.Objective(expr=sum(PRICE[a] * model.amount[a] for a in range(2)))
    return model
