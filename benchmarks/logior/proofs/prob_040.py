"""LogiOR prob_040: how many workers rest in each quarter, and what the others produce."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole workers and units; a worker may produce less than the most possible, or rest.",
}
QUARTERS = (1, 2, 3, 4)
DEMAND = {"A": [800, 600, 700, 900], "B": [500, 400, 600, 300]}
RATE = {"A": 60, "B": 40}
WAGE_PER_QUARTER, QUARTERS_WORKED, HOLDING = 600, 3, 70


def build(reading: str) -> pyo.ConcreteModel:
    """The staffing model."""
    del reading
    model = pyo.ConcreteModel()
    model.resting = pyo.Var(QUARTERS, within=pyo.NonNegativeIntegers)
    model.busy = pyo.Var(RATE, QUARTERS, within=pyo.NonNegativeIntegers)
    model.made = pyo.Var(RATE, QUARTERS, within=pyo.NonNegativeIntegers)
    model.stock = pyo.Var(RATE, (0, *QUARTERS), within=pyo.NonNegativeReals)
    for product in RATE:
        model.stock[product, 0].fix(0)
        model.stock[product, QUARTERS[-1]].fix(0)
    add_rules(model)
    model.cost = pyo.Objective(
        expr=WAGE_PER_QUARTER * QUARTERS_WORKED * sum(model.resting.values())
        + HOLDING * sum(model.stock[p, q] for p in RATE for q in QUARTERS)
    )
    return model


def add_rules(model: pyo.ConcreteModel) -> None:
    """Who works, what they make at most, and the stock of each product."""
    model.on_duty = pyo.Constraint(
        QUARTERS,
        rule=lambda m, q: (
            sum(m.busy[p, q] for p in RATE)
            <= sum(m.resting[other] for other in QUARTERS if other != q)
        ),
    )
    model.output = pyo.Constraint(
        RATE, QUARTERS, rule=lambda m, p, q: m.made[p, q] <= RATE[p] * m.busy[p, q]
    )
    model.balance = pyo.Constraint(
        RATE,
        QUARTERS,
        rule=lambda m, p, q: m.stock[p, q] == m.stock[p, q - 1] + m.made[p, q] - DEMAND[p][q - 1],
    )
