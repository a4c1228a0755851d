"""IndustryOR prob_036: weekly numbers of two computers with three ranked goals."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Goal model with ranked deviations; all goals can be met, so every deviation is 0.",
    "profit": "All goals as constraints, overtime allowed in process II only; value: the profit.",
    "profit_no_overtime": "Both capacities and the least numbers bind; value: the profit.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Whole computers; process I is used for exactly 150 hours unless only bounded."""
    model = pyo.ConcreteModel()
    model.a = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.b = pyo.Var(domain=pyo.NonNegativeIntegers)
    first = 4 * model.a + 6 * model.b
    second = 3 * model.a + 2 * model.b
    profit = 300 * model.a + 450 * model.b
    if reading == "plain":
        return _with_deviations(model, first, second, profit)
    exact = reading == "profit"
    model.least_a = pyo.Constraint(expr=model.a >= 10)
    model.least_b = pyo.Constraint(expr=model.b >= 15)
    model.least_profit = pyo.Constraint(expr=profit >= 10000)
    model.first = pyo.Constraint(expr=first == 150 if exact else first <= 150)
    model.second = pyo.Constraint(expr=second >= 70 if exact else second <= 70)
    model.profit = pyo.Objective(expr=profit, sense=pyo.maximize)
    return model


def _with_deviations(
    model: pyo.ConcreteModel,
    first: pyo.Expression,
    second: pyo.Expression,
    profit: pyo.Expression,
) -> pyo.ConcreteModel:
    """Sum of unwanted deviations; a sum of 0 is optimal for any ranks and weights."""
    model.short = pyo.Var(range(5), domain=pyo.NonNegativeReals)
    model.over = pyo.Var(domain=pyo.NonNegativeReals)
    model.goal_profit = pyo.Constraint(expr=profit + model.short[0] >= 10000)
    model.goal_a = pyo.Constraint(expr=model.a + model.short[1] >= 10)
    model.goal_b = pyo.Constraint(expr=model.b + model.short[2] >= 15)
    model.goal_first = pyo.Constraint(expr=first + model.short[3] - model.over == 150)
    model.goal_second = pyo.Constraint(expr=second + model.short[4] >= 70)
    model.deviation = pyo.Objective(expr=sum(model.short[k] for k in range(5)) + model.over)
    return model
