"""IndustryOR prob_009: fewest stores so that each of twelve areas has one within reach."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "A store may stand in any area; each area needs one within its own list."}

REACH = {
    "A": "ACEGHI",
    "B": "BHI",
    "C": "ACGHI",
    "D": "DJ",
    "E": "AEG",
    "F": "FJK",
    "G": "ACEG",
    "H": "ABCHI",
    "I": "ABCHI",
    "J": "DFJKL",
    "K": "FJKL",
    "L": "JKL",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Set covering."""
    del reading
    model = pyo.ConcreteModel()
    model.store = pyo.Var(list(REACH), domain=pyo.Binary)
    model.cover = pyo.Constraint(
        list(REACH), rule=lambda m, area: sum(m.store[near] for near in REACH[area]) >= 1
    )
    model.stores = pyo.Objective(expr=sum(model.store[area] for area in REACH))
    return model
