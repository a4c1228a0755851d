"""LogiOR prob_006: how much of each product every warehouse ships to every location."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "All three products together share the limit between a warehouse and a location.",
    "limit_per_product": "Each product on its own may reach the limit between the two places.",
}
STOCK = [[600, 900, 750], [500, 1500, 1200], [800, 1100, 100]]
DEMAND = [
    [200, 400, 300],
    [300, 800, 50],
    [200, 300, 50],
    [75, 250, 80],
    [600, 700, 200],
    [225, 850, 100],
    [300, 200, 200],
]
COST = [
    [[30, 10, 8, 10, 11, 71, 6], [39, 14, 11, 14, 16, 82, 8], [41, 15, 12, 16, 17, 86, 8]],
    [[22, 7, 10, 7, 21, 82, 13], [27, 9, 12, 9, 26, 95, 17], [29, 9, 13, 9, 28, 99, 18]],
    [[19, 11, 12, 10, 25, 83, 15], [24, 14, 17, 13, 28, 99, 20], [26, 14, 17, 13, 31, 104, 20]],
]
LIMIT = 625
HOUSES, PRODUCTS, PLACES = range(3), range(3), range(7)


def build(reading: str) -> pyo.ConcreteModel:
    """The transport model of one reading."""
    model = pyo.ConcreteModel()
    model.sent = pyo.Var(HOUSES, PRODUCTS, PLACES, within=pyo.NonNegativeReals)
    model.supply = pyo.Constraint(
        HOUSES,
        PRODUCTS,
        rule=lambda m, h, p: sum(m.sent[h, p, place] for place in PLACES) <= STOCK[h][p],
    )
    model.need = pyo.Constraint(
        PRODUCTS,
        PLACES,
        rule=lambda m, p, place: sum(m.sent[h, p, place] for h in HOUSES) == DEMAND[place][p],
    )
    if reading == "limit_per_product":
        for amount in model.sent.values():
            amount.setub(LIMIT)
    else:
        model.limit = pyo.Constraint(
            HOUSES,
            PLACES,
            rule=lambda m, h, place: sum(m.sent[h, p, place] for p in PRODUCTS) <= LIMIT,
        )
    model.cost = pyo.Objective(
        expr=sum(COST[h][p][place] * amount for (h, p, place), amount in model.sent.items())
    )
    return model
