"""LogiOR prob_033: how many pounds of each grade of apples go into packages and into juice."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Pounds are continuous; juice weighs as much as its apples; grades average."}
STOCK = {7: 90_000, 4: 110_000}
USES = ("juice", "package")
MARGIN = {"juice": 1.10 - 0.80, "package": 0.35 - 0.12}
LEAST_GRADE = {"juice": 6, "package": 5}
CAPACITY = 150_000
LEAST_PACKAGED = 0.2


def build(reading: str) -> pyo.ConcreteModel:
    """The blending model."""
    del reading
    model = pyo.ConcreteModel()
    model.used = pyo.Var(STOCK, USES, within=pyo.NonNegativeReals)
    model.total = pyo.Expression(USES, rule=lambda m, use: sum(m.used[g, use] for g in STOCK))
    model.stock = pyo.Constraint(
        STOCK, rule=lambda m, grade: sum(m.used[grade, use] for use in USES) <= STOCK[grade]
    )
    model.quality = pyo.Constraint(
        USES, rule=lambda m, use: sum((g - LEAST_GRADE[use]) * m.used[g, use] for g in STOCK) >= 0
    )
    everything = model.total["juice"] + model.total["package"]
    model.capacity = pyo.Constraint(expr=everything <= CAPACITY)
    model.packaged = pyo.Constraint(expr=model.total["package"] >= LEAST_PACKAGED * everything)
    model.profit = pyo.Objective(
        expr=sum(MARGIN[use] * model.total[use] for use in USES), sense=pyo.maximize
    )
    return model
