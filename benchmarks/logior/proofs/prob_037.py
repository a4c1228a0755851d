"""LogiOR prob_037: how much raw material to buy and how much of the products to process further."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Raw material comes in whole units; product amounts may be fractional.",
    "all_whole": "All amounts are whole units.",
}
MOST_RAW, HOURS = 3_000, 8_000
RAW_COST, RAW_HOURS = 5, 2
YIELD = {"basic": 2, "advanced": 3}
PRICE = {"basic": 10, "advanced": 12}
PREMIUM_PRICE = {"basic": 20, "advanced": 25}
STEP_COST = {"basic": 5, "advanced": 6}
STEP_HOURS = {"basic": 3, "advanced": 4}


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading; labour is a sunk cost."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeIntegers if reading == "all_whole" else pyo.NonNegativeReals
    model.raw = pyo.Var(within=pyo.NonNegativeIntegers, bounds=(0, MOST_RAW))
    model.sold = pyo.Var(YIELD, within=amount)
    model.premium = pyo.Var(YIELD, within=amount)
    model.balance = pyo.Constraint(
        YIELD, rule=lambda m, p: m.sold[p] + m.premium[p] <= YIELD[p] * m.raw
    )
    steps = sum(STEP_HOURS[p] * model.premium[p] for p in YIELD)
    model.hours = pyo.Constraint(expr=RAW_HOURS * model.raw + steps <= HOURS)
    model.profit = pyo.Objective(
        expr=sum(
            PRICE[p] * model.sold[p] + (PREMIUM_PRICE[p] - STEP_COST[p]) * model.premium[p]
            for p in YIELD
        )
        - RAW_COST * model.raw,
        sense=pyo.maximize,
    )
    return model
