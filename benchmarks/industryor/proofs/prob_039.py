"""IndustryOR prob_039: output and exports of four goods that consume one another."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible output; no good is exported that was not made; value: exports less the "
    "other imported goods.",
    "world_trade": "As plain, but the four goods may also be bought abroad at their prices.",
    "whole_units": "As plain, with whole units of output.",
    "whole_units_trade": "Whole units of output; the four goods may be bought abroad.",
}

GOODS = ("steel", "engines", "electronics", "plastic")
PRICE = {"steel": 500, "engines": 1500, "electronics": 300, "plastic": 1200}
IMPORTED = {"steel": 250, "engines": 300, "electronics": 50, "plastic": 300}
MONTHS = {"steel": 6, "engines": 12, "electronics": 6, "plastic": 24}
NEEDS = {
    "steel": {"engines": 0.02, "plastic": 0.01},
    "engines": {"steel": 0.8, "electronics": 0.15, "plastic": 0.11},
    "electronics": {"steel": 0.01, "engines": 0.01, "plastic": 0.05},
    "plastic": {"engines": 0.03, "steel": 0.2, "electronics": 0.05},
}


def build(reading: str) -> pyo.ConcreteModel:
    """Input-output model; exports are what other industries leave over."""
    model = pyo.ConcreteModel()
    whole = reading.startswith("whole")
    model.made = pyo.Var(GOODS, domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals)
    trade = reading.endswith("trade")
    model.exported = pyo.Var(GOODS, domain=pyo.Reals if trade else pyo.NonNegativeReals)
    model.balance = pyo.Constraint(
        GOODS,
        rule=lambda m, good: (
            m.exported[good]
            == m.made[good] - sum(NEEDS[user].get(good, 0) * m.made[user] for user in GOODS)
        ),
    )
    model.made["engines"].setub(650000)
    model.made["plastic"].setub(60000)
    model.labour = pyo.Constraint(expr=sum(MONTHS[g] * model.made[g] for g in GOODS) <= 830000)
    model.product = pyo.Objective(
        expr=sum(PRICE[g] * model.exported[g] - IMPORTED[g] * model.made[g] for g in GOODS),
        sense=pyo.maximize,
    )
    return model
