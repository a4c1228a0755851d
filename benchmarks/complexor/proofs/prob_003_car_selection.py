"""ComplexOR prob_003_car_selection: a largest matching of people to cars they like."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Each person gets at most one car and each car at most one person."}

LIKES = ((1, 0, 1), (0, 1, 0), (1, 1, 1))


def build(reading: str) -> pyo.ConcreteModel:
    """Bipartite matching."""
    del reading
    model = pyo.ConcreteModel()
    model.gets = pyo.Var(range(3), range(3), domain=pyo.Binary)
    model.liked = pyo.Constraint(
        range(3), range(3), rule=lambda m, p, c: m.gets[p, c] <= LIKES[p][c]
    )
    model.person = pyo.Constraint(
        range(3), rule=lambda m, p: sum(m.gets[p, c] for c in range(3)) <= 1
    )
    model.car = pyo.Constraint(range(3), rule=lambda m, c: sum(m.gets[p, c] for p in range(3)) <= 1)
    model.matched = pyo.Objective(
        expr=sum(model.gets[p, c] for p in range(3) for c in range(3)), sense=pyo.maximize
    )
    return model
