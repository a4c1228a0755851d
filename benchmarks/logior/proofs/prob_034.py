"""LogiOR prob_034: how to blend two feedstocks into two fuels, and how much to advertise."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "A liter of feedstock gives a liter of fuel; all demand comes from marketing."}
STOCK = {"A": 8_000, "B": 12_000}
QUALITY = {"A": 12, "B": 6}
LEAST_QUALITY = {"bioethanol": 10, "biodiesel": 8}
PRICE = {"bioethanol": 30, "biodiesel": 25}
DEMAND_PER_DOLLAR = {"bioethanol": 8, "biodiesel": 15}


def build(reading: str) -> pyo.ConcreteModel:
    """The blending model."""
    del reading
    model = pyo.ConcreteModel()
    model.blend = pyo.Var(STOCK, PRICE, within=pyo.NonNegativeReals)
    model.marketing = pyo.Var(PRICE, within=pyo.NonNegativeReals)
    model.made = pyo.Expression(PRICE, rule=lambda m, fuel: sum(m.blend[s, fuel] for s in STOCK))
    model.stock = pyo.Constraint(
        STOCK, rule=lambda m, feed: sum(m.blend[feed, fuel] for fuel in PRICE) <= STOCK[feed]
    )
    model.quality = pyo.Constraint(
        PRICE,
        rule=lambda m, fuel: (
            sum(QUALITY[s] * m.blend[s, fuel] for s in STOCK) >= LEAST_QUALITY[fuel] * m.made[fuel]
        ),
    )
    model.demand = pyo.Constraint(
        PRICE, rule=lambda m, fuel: m.made[fuel] <= DEMAND_PER_DOLLAR[fuel] * m.marketing[fuel]
    )
    model.profit = pyo.Objective(
        expr=sum(PRICE[fuel] * model.made[fuel] - model.marketing[fuel] for fuel in PRICE),
        sense=pyo.maximize,
    )
    return model
