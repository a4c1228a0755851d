"""LogiOR prob_042: how many packages of two types go by air and by ground."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole packages, each by one mode; any number of each type can be sold."}
CAPACITY = {"air": 150, "ground": 210}
VOLUME = {
    ("standard", "air"): 17,
    ("standard", "ground"): 30,
    ("express", "air"): 5,
    ("express", "ground"): 13,
}
REVENUE = {"standard": 40, "express": 15}


def build(reading: str) -> pyo.ConcreteModel:
    """The loading model."""
    del reading
    model = pyo.ConcreteModel()
    model.sent = pyo.Var(VOLUME, within=pyo.NonNegativeIntegers)
    model.capacity = pyo.Constraint(
        CAPACITY,
        rule=lambda m, mode: (
            sum(VOLUME[kind, mode] * m.sent[kind, mode] for kind in REVENUE) <= CAPACITY[mode]
        ),
    )
    model.revenue = pyo.Objective(
        expr=sum(REVENUE[kind] * model.sent[kind, mode] for kind, mode in VOLUME),
        sense=pyo.maximize,
    )
    return model
