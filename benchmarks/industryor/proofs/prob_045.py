"""IndustryOR prob_045: who is on duty for how long on which day in a student laboratory."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "14 hours each day by exactly one person at a time; a shift is a day on which a "
    "person serves; at most 2 a week and at most 3 people a day; least wages.",
    "whole_hours": "As plain, in whole hours.",
    "contrast_base": "Not what the text says: no limit on shifts or on people a day.",
    "contrast_three_days": "Not what the text says: up to three days of duty a week.",
}

WAGE = {1: 10.0, 2: 10.0, 3: 9.9, 4: 9.8, 5: 10.8, 6: 11.3}
AVAILABLE = {
    1: (6, 0, 6, 0, 7),
    2: (0, 6, 0, 6, 0),
    3: (4, 8, 3, 0, 5),
    4: (5, 5, 6, 0, 4),
    5: (3, 0, 4, 8, 0),
    6: (0, 6, 0, 6, 3),
}
LEAST = {1: 8, 2: 8, 3: 8, 4: 8, 5: 7, 6: 7}


def build(reading: str) -> pyo.ConcreteModel:
    """Hours per person and day with a switch for the days served."""
    model = pyo.ConcreteModel()
    model.P = pyo.Set(initialize=sorted(WAGE))
    model.D = pyo.RangeSet(0, 4)
    whole = reading == "whole_hours"
    model.hours = pyo.Var(
        model.P, model.D, domain=pyo.NonNegativeIntegers if whole else pyo.NonNegativeReals
    )
    model.serves = pyo.Var(model.P, model.D, domain=pyo.Binary)
    model.limit = pyo.Constraint(
        model.P, model.D, rule=lambda m, p, d: m.hours[p, d] <= AVAILABLE[p][d] * m.serves[p, d]
    )
    model.open = pyo.Constraint(model.D, rule=lambda m, d: sum(m.hours[p, d] for p in m.P) == 14)
    model.least = pyo.Constraint(
        model.P, rule=lambda m, p: sum(m.hours[p, d] for d in m.D) >= LEAST[p]
    )
    if reading != "contrast_base":
        _extra_rules(model, 3 if reading == "contrast_three_days" else 2)
    model.wages = pyo.Objective(
        expr=sum(WAGE[p] * model.hours[p, d] for p in model.P for d in model.D)
    )
    return model


def _extra_rules(model: pyo.ConcreteModel, most_days: int) -> None:
    model.shifts = pyo.Constraint(
        model.P, rule=lambda m, p: sum(m.serves[p, d] for d in m.D) <= most_days
    )
    model.people = pyo.Constraint(model.D, rule=lambda m, d: sum(m.serves[p, d] for p in m.P) <= 3)
