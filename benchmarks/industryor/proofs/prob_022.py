"""IndustryOR prob_022: which garments to sew in a week when each needs its own machine."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A weekly fixed cost is paid only if its garment is made; whole pieces.",
    "always_paid": "The three weekly fixed costs are paid whatever is made; whole pieces.",
}

LABOUR = (3, 2, 6)
MATERIAL = (4, 3, 6)
MARGIN = (60, 40, 100)
FIXED = (2000, 1500, 1000)


def build(reading: str) -> pyo.ConcreteModel:
    """Fixed-charge model; in the other reading all charges are switched on."""
    model = pyo.ConcreteModel()
    model.I = pyo.RangeSet(0, 2)
    model.pieces = pyo.Var(model.I, domain=pyo.NonNegativeIntegers)
    model.used = pyo.Var(model.I, domain=pyo.Binary)
    model.labour = pyo.Constraint(expr=sum(LABOUR[i] * model.pieces[i] for i in model.I) <= 1500)
    model.material = pyo.Constraint(
        expr=sum(MATERIAL[i] * model.pieces[i] for i in model.I) <= 1600
    )
    model.machine = pyo.Constraint(
        model.I,
        rule=lambda m, i: m.pieces[i] <= min(1500 // LABOUR[i], 1600 // MATERIAL[i]) * m.used[i],
    )
    if reading == "always_paid":
        for i in model.I:
            model.used[i].fix(1)
    model.profit = pyo.Objective(
        expr=sum(MARGIN[i] * model.pieces[i] - FIXED[i] * model.used[i] for i in model.I),
        sense=pyo.maximize,
    )
    return model
