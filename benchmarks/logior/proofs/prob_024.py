"""LogiOR prob_024: how much platinum to sell and buy in each of six quarters."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Each quarter sells from the stock at its start and buys up to the capacity after it; "
    "what is left at the end is worth nothing and the first stock cost nothing.",
}
START, CAPACITY = 150, 500
SELLING = [30_000, 35_000, 40_000, 36_000, 38_000, 42_000]
PURCHASE = [32_000, 36_000, 38_000, 33_000, 39_000, 40_000]
QUARTERS = range(6)


def build(reading: str) -> pyo.ConcreteModel:
    """The trading model."""
    del reading
    model = pyo.ConcreteModel()
    model.sold = pyo.Var(QUARTERS, within=pyo.NonNegativeReals)
    model.bought = pyo.Var(QUARTERS, within=pyo.NonNegativeReals)
    model.stock = pyo.Var(range(7), bounds=(0, CAPACITY))
    model.stock[0].fix(START)
    model.sell_from_stock = pyo.Constraint(QUARTERS, rule=lambda m, q: m.sold[q] <= m.stock[q])
    model.balance = pyo.Constraint(
        QUARTERS, rule=lambda m, q: m.stock[q + 1] == m.stock[q] - m.sold[q] + m.bought[q]
    )
    model.profit = pyo.Objective(
        expr=sum(SELLING[q] * model.sold[q] - PURCHASE[q] * model.bought[q] for q in QUARTERS),
        sense=pyo.maximize,
    )
    return model
