"""IndustryOR prob_030: three products through two steps on four machines."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "As the sentences say: I takes A1 or A2 and then B1; II as the table; III A2 and B2; "
    "machine cost grows with the hours used; divisible products.",
    "whole_products": "As plain, with whole products.",
    "table": "Where the table has a time the machine may be used, so I may take B2 too; B3 has no "
    "hours; divisible products.",
    "table_whole": "As the table reading, with whole products.",
    "paid_if_used": "As plain, but a machine used at all costs its full figure.",
    "table_paid_if_used": "As the table reading, but a machine used at all costs its full figure.",
    "contrast_free_b3": "Not what the text says: the table reading with B3 unlimited and free.",
}

HOURS = {
    ("A1", "I"): 5, ("A1", "II"): 10, ("A2", "I"): 7, ("A2", "II"): 9, ("A2", "III"): 12,
    ("B1", "I"): 6, ("B1", "II"): 8, ("B2", "III"): 11,
}  # fmt: skip
LIMIT = {"A1": 10000, "A2": 4000, "B1": 7000, "B2": 4000}
FULL_COST = {"A1": 321, "A2": 250, "B1": 783, "B2": 200}
MARGIN = {"I": 1.00, "II": 1.65, "III": 2.30}


def _times(reading: str) -> dict[tuple[str, str], int]:
    if not reading.startswith(("table", "contrast")):
        return HOURS
    free = {("B3", "I"): 7} if reading == "contrast_free_b3" else {}
    return HOURS | {("B2", "I"): 4} | free


def build(reading: str) -> pyo.ConcreteModel:
    """Amounts by machine and product; what passes step A equals what passes step B."""
    hours = _times(reading)
    model = pyo.ConcreteModel()
    whole = "whole" in reading
    model.amount = pyo.Var(
        list(hours), domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    )

    def made(step: str, item: str) -> pyo.Expression:
        return sum(model.amount[k, i] for k, i in hours if k.startswith(step) and i == item)

    def load(machine: str) -> pyo.Expression:
        return sum(hours[k, i] * model.amount[k, i] for k, i in hours if k == machine)

    model.through = pyo.Constraint(list(MARGIN), rule=lambda m, i: made("A", i) == made("B", i))
    model.used = pyo.Var(list(LIMIT), domain=pyo.Binary)
    model.hours = pyo.Constraint(list(LIMIT), rule=lambda m, k: load(k) <= LIMIT[k] * m.used[k])
    charged = reading.endswith("paid_if_used")
    cost = sum(FULL_COST[k] * (model.used[k] if charged else load(k) / LIMIT[k]) for k in LIMIT)
    sales = sum(MARGIN[item] * made("A", item) for item in MARGIN)
    model.profit = pyo.Objective(expr=sales - cost, sense=pyo.maximize)
    return model
