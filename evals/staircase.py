"""A staircase lot-sizing problem of any size, as a program and its data.

Items are produced and stored over periods; each period's capacity is shared, each stock is limited,
and demand comes in seeded waves. With `items * periods = 50,000` the linear program has 100,000
columns and about 101,000 rows.
"""

from __future__ import annotations

import random
from typing import Any

PROGRAM = """
import pyomo.environ as pyo

def build_model(data):
    model = pyo.ConcreteModel()
    items, periods = range(data["items"]), range(data["periods"])
    demand, capacity = data["demand"], data["capacity"]
    model.make = pyo.Var(items, periods, domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(items, periods, domain=pyo.NonNegativeReals)
    make, stock = model.make, model.stock

    def balance_rule(model, i, t):
        before = stock[i, t - 1] if t > 0 else 0
        return before + make[i, t] - stock[i, t] == demand[i][t]

    def capacity_rule(model, t):
        return sum(data["hours"][i] * make[i, t] for i in items) <= capacity

    def storage_rule(model, i, t):
        return stock[i, t] + make[i, t] <= data["limit"][i]

    model.balance = pyo.Constraint(items, periods, rule=balance_rule)
    model.capacity = pyo.Constraint(periods, rule=capacity_rule)
    model.storage = pyo.Constraint(items, periods, rule=storage_rule)
    cost, holding = data["cost"], data["holding"]
    model.total = pyo.Objective(
        expr=sum(cost[t] * make[i, t] + holding[i] * stock[i, t] for i in items for t in periods)
    )
    return model
"""


def staircase_data(items: int, periods: int, *, seed: int = 0) -> dict[str, Any]:
    """Return data of a feasible instance; `items * periods` gives half the columns."""
    draw = random.Random(seed)
    demand = [[draw.randint(0, 20) for _ in range(periods)] for _ in range(items)]
    hours = [draw.randint(1, 4) for _ in range(items)]
    busiest = max(sum(hours[i] * demand[i][t] for i in range(items)) for t in range(periods))
    return {
        "items": items,
        "periods": periods,
        "demand": demand,
        "hours": hours,
        "capacity": busiest,
        "limit": [60 + 5 * draw.randint(0, 8) for _ in range(items)],
        "cost": [draw.randint(5, 15) for _ in range(periods)],
        "holding": [1 + draw.randint(0, 3) / 4 for _ in range(items)],
    }
