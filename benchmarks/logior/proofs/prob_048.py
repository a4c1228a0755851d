"""LogiOR prob_048: how many supervisors to employ, when each is away, and the overtime."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole supervisors, each away for one whole month of the company's choice; the hours "
    "of a month are worked in it.",
}
NEED = [600, 450, 350, 800, 1000, 450, 350, 600, 450, 350, 250, 150]
MONTHS = range(12)
SALARY, OVERTIME_PAY = 5_000, 45
STANDARD, OVERTIME = 160, 40
MOST = 15


def build(reading: str) -> pyo.ConcreteModel:
    """The staffing model."""
    del reading
    model = pyo.ConcreteModel()
    model.employed = pyo.Var(within=pyo.NonNegativeIntegers, bounds=(0, MOST))
    model.away = pyo.Var(MONTHS, within=pyo.NonNegativeIntegers)
    model.overtime = pyo.Var(MONTHS, within=pyo.NonNegativeReals)
    model.vacation = pyo.Constraint(expr=sum(model.away.values()) == model.employed)
    model.few_away = pyo.Constraint(MONTHS, rule=lambda m, t: m.away[t] <= m.employed)
    model.most_overtime = pyo.Constraint(
        MONTHS, rule=lambda m, t: m.overtime[t] <= OVERTIME * (m.employed - m.away[t])
    )
    model.hours = pyo.Expression(
        MONTHS, rule=lambda m, t: STANDARD * (m.employed - m.away[t]) + m.overtime[t]
    )
    model.work = pyo.Constraint(MONTHS, rule=lambda m, t: m.hours[t] >= NEED[t])
    model.cost = pyo.Objective(
        expr=SALARY * 12 * model.employed + OVERTIME_PAY * sum(model.overtime.values())
    )
    return model
