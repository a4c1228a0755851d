"""IndustryOR prob_026: three products through two steps on five machines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Machine cost grows with the hours used, the table's figure being that of all hours; "
    "products are divisible.",
    "whole_products": "As plain, but whole products on every machine.",
    "paid_if_used": "Divisible products; a machine used at all costs its full figure.",
    "paid_if_used_whole": "Whole products; a machine used at all costs its full figure.",
    "always_paid": "Divisible products; all machines cost their full figure whatever they do.",
}

HOURS = {
    ("A1", "I"): 5, ("A1", "II"): 10, ("A2", "I"): 7, ("A2", "II"): 9, ("A2", "III"): 12,
    ("B1", "I"): 6, ("B1", "II"): 8, ("B2", "I"): 4, ("B2", "III"): 11, ("B3", "I"): 7,
}  # fmt: skip
LIMIT = {"A1": 6000, "A2": 10000, "B1": 4000, "B2": 7000, "B3": 4000}
FULL_COST = {"A1": 300, "A2": 321, "B1": 250, "B2": 783, "B3": 200}
MARGIN = {"I": 1.00, "II": 1.65, "III": 2.30}


def build(reading: str) -> pyo.ConcreteModel:
    """Amounts by machine and product; what passes step A equals what passes step B."""
    model = pyo.ConcreteModel()
    whole = "whole" in reading
    model.amount = pyo.Var(
        list(HOURS), domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    )
    model.through = pyo.Constraint(
        list(MARGIN), rule=lambda m, item: _made(m, "A", item) == _made(m, "B", item)
    )
    if reading.startswith("paid_if_used"):
        cost = _cost_if_used(model)
    else:
        model.hours = pyo.Constraint(list(LIMIT), rule=lambda m, k: _load(m, k) <= LIMIT[k])
        cost = sum(
            FULL_COST[k] * (1 if reading == "always_paid" else _load(model, k) / LIMIT[k])
            for k in LIMIT
        )
    sales = sum(MARGIN[item] * _made(model, "A", item) for item in MARGIN)
    model.profit = pyo.Objective(expr=sales - cost, sense=pyo.maximize)
    return model


def _made(model: pyo.ConcreteModel, step: str, item: str) -> pyo.Expression:
    return sum(model.amount[k, i] for k, i in HOURS if k.startswith(step) and i == item)


def _load(model: pyo.ConcreteModel, machine: str) -> pyo.Expression:
    return sum(HOURS[k, i] * model.amount[k, i] for k, i in HOURS if k == machine)


def _cost_if_used(model: pyo.ConcreteModel) -> pyo.Expression:
    model.used = pyo.Var(list(LIMIT), domain=pyo.Binary)
    model.hours = pyo.Constraint(list(LIMIT), rule=lambda m, k: _load(m, k) <= LIMIT[k] * m.used[k])
    return sum(FULL_COST[k] * model.used[k] for k in LIMIT)
