"""IndustryOR prob_097: two products from two metals, with paid overtime."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole products; one aim, profit less overtime pay.",
    "divisible": "Divisible products; one aim, profit less overtime pay.",
    "no_overtime_first": "Overtime is brought to its least, zero, before profit; whole products.",
    "no_overtime_first_divisible": "As before, with divisible products.",
    "profit_before_pay": "Whole products; overtime is the second aim only, its pay not taken off.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix with hours above 300 bought as overtime."""
    whole = not reading.endswith("divisible")
    domain = pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=domain)
    model.b = pyo.Var(domain=domain)
    model.overtime = pyo.Var(domain=pyo.NonNegativeReals)
    model.steel = pyo.Constraint(expr=6 * model.a + 12 * model.b <= 200)
    model.aluminium = pyo.Constraint(expr=8 * model.a + 20 * model.b <= 300)
    model.labour = pyo.Constraint(expr=11 * model.a + 24 * model.b <= 300 + model.overtime)
    if reading.startswith("no_overtime"):
        model.overtime.fix(0)
    pay = 0 if reading == "profit_before_pay" else 100
    model.profit = pyo.Objective(
        expr=5000 * model.a + 11000 * model.b - pay * model.overtime, sense=pyo.maximize
    )
    return model
