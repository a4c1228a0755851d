"""LogiOR prob_039: how many doses of two vaccines to produce in two quarters."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole doses; stock of both quarter ends pays storage; what is produced in a quarter "
    "has to reach the efficacy on average.",
    "fractional": "Like the first, but doses may be fractional.",
    "contrast_thrown_away": "Not defensible: doses may be thrown away at no cost, so that they "
    "pay no storage.",
}
QUARTERS, VACCINES = (1, 2), ("X", "Y")
DEMAND = {("X", 1): 100, ("Y", 1): 200, ("X", 2): 300, ("Y", 2): 100}
FIRST_STOCK = {"X": 200, "Y": 300}
LITERS = {"X": 4, "Y": 3}
PRICE = {1: 300, 2: 450}
MOST_LITERS, MOST_DOSES, STORAGE = 2_500, 1_500, 100
EFFICACY, LEAST_EFFICACY = {"X": 85, "Y": 95}, 90


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals if reading == "fractional" else pyo.NonNegativeIntegers
    model.made = pyo.Var(VACCINES, QUARTERS, within=amount)
    model.stock = pyo.Var(VACCINES, (0, *QUARTERS), within=pyo.NonNegativeReals)
    model.thrown = pyo.Var(VACCINES, QUARTERS, within=pyo.NonNegativeReals)
    for vaccine in VACCINES:
        model.stock[vaccine, 0].fix(FIRST_STOCK[vaccine])
    model.balance = pyo.Constraint(
        VACCINES,
        QUARTERS,
        rule=lambda m, v, q: (
            m.stock[v, q] + m.thrown[v, q] == m.stock[v, q - 1] + m.made[v, q] - DEMAND[v, q]
        ),
    )
    if reading != "contrast_thrown_away":
        model.none_thrown = pyo.Constraint(
            VACCINES, QUARTERS, rule=lambda m, *key: m.thrown[key] == 0
        )
    model.liters = pyo.Expression(
        QUARTERS, rule=lambda m, q: sum(LITERS[v] * m.made[v, q] for v in VACCINES)
    )
    model.material = pyo.Constraint(QUARTERS, rule=lambda m, q: m.liters[q] <= MOST_LITERS)
    model.doses = pyo.Constraint(
        QUARTERS, rule=lambda m, q: sum(m.made[v, q] for v in VACCINES) <= MOST_DOSES
    )
    model.efficacy = pyo.Constraint(
        QUARTERS,
        rule=lambda m, q: sum((EFFICACY[v] - LEAST_EFFICACY) * m.made[v, q] for v in VACCINES) >= 0,
    )
    stored = sum(model.stock[v, q] for v in VACCINES for q in QUARTERS)
    model.cost = pyo.Objective(
        expr=sum(PRICE[q] * model.liters[q] for q in QUARTERS) + STORAGE * stored
    )
    return model
