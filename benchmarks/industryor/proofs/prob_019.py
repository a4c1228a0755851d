"""IndustryOR prob_019: numbers of four toys with either-or and if-then rules."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Whole toys; value: the profit."}

PROFIT = {"robots": 15, "cars": 8, "blocks": 12, "dolls": 5}
PLASTIC = {"robots": 30, "cars": 10, "blocks": 20, "dolls": 15}
PARTS = {"robots": 8, "cars": 5, "blocks": 3, "dolls": 2}


def build(reading: str) -> pyo.ConcreteModel:
    """Product mix with a switch per toy."""
    del reading
    toys = list(PROFIT)
    model = pyo.ConcreteModel()
    model.number = pyo.Var(toys, domain=pyo.NonNegativeIntegers)
    model.made = pyo.Var(toys, domain=pyo.Binary)
    model.plastic = pyo.Constraint(expr=sum(PLASTIC[t] * model.number[t] for t in toys) <= 1200)
    model.parts = pyo.Constraint(expr=sum(PARTS[t] * model.number[t] for t in toys) <= 800)
    model.upper = pyo.Constraint(
        toys, rule=lambda m, t: m.number[t] <= 1200 // PLASTIC[t] * m.made[t]
    )
    model.lower = pyo.Constraint(toys, rule=lambda m, t: m.number[t] >= m.made[t])
    model.either = pyo.Constraint(expr=model.made["robots"] + model.made["dolls"] <= 1)
    model.with_blocks = pyo.Constraint(expr=model.made["cars"] <= model.made["blocks"])
    model.dolls = pyo.Constraint(expr=model.number["dolls"] <= model.number["cars"])
    model.profit = pyo.Objective(
        expr=sum(PROFIT[t] * model.number[t] for t in toys), sense=pyo.maximize
    )
    return model
