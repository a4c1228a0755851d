"""IndustryOR prob_049: buying and selling one product over half a year with a store for 500."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Goods bought at the start of a month can be sold in it; the store is never above 500 "
    "after buying; value: sales less purchases; the 200 in stock cost nothing.",
    "contrast_sold_before_bought": "Not what the text suggests: a month's sales come from "
    "the stock before that month's purchase, and "
    "the store holds at most 500 after both.",
}

BUY = (28, 24, 25, 27, 23, 23)
SELL = (29, 24, 26, 28, 22, 25)
MONTHS = range(len(BUY))


def build(reading: str) -> pyo.ConcreteModel:
    """Stock balance per month; prices are money per unit."""
    model = pyo.ConcreteModel()
    model.bought = pyo.Var(MONTHS, domain=pyo.NonNegativeReals)
    model.sold = pyo.Var(MONTHS, domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(MONTHS, bounds=(0, 500))

    def opening(m: pyo.ConcreteModel, t: int) -> pyo.Expression:
        return m.stock[t - 1] if t else 200

    model.balance = pyo.Constraint(
        MONTHS, rule=lambda m, t: opening(m, t) + m.bought[t] - m.sold[t] == m.stock[t]
    )
    if reading == "plain":
        model.room = pyo.Constraint(MONTHS, rule=lambda m, t: opening(m, t) + m.bought[t] <= 500)
    else:
        model.at_hand = pyo.Constraint(MONTHS, rule=lambda m, t: m.sold[t] <= opening(m, t))
    model.profit = pyo.Objective(
        expr=sum(SELL[t] * model.sold[t] - BUY[t] * model.bought[t] for t in MONTHS),
        sense=pyo.maximize,
    )
    return model
