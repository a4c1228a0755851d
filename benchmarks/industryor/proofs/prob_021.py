"""IndustryOR prob_021: three products, shared days, set-up charges and least batches."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Amounts in units of 100 kg are divisible; a product made at all pays its "
    "activation once and reaches its least batch; value: price less cost less activations.",
    "whole_units": "As plain, but amounts are whole units of 100 kg.",
}

DEMAND = (5300, 4500, 5400)
PRICE = (124, 109, 115)
COST = (73.30, 52.90, 65.40)
DAILY_QUOTA = (500, 450, 550)
ACTIVATION = (170000, 150000, 100000)
LEAST_BATCH = (20, 20, 16)
DAYS = 22


def build(reading: str) -> pyo.ConcreteModel:
    """Set-up model with one shared resource, the days of the month."""
    model = pyo.ConcreteModel()
    model.I = pyo.RangeSet(0, 2)
    domain = pyo.NonNegativeIntegers if reading == "whole_units" else pyo.NonNegativeReals
    model.amount = pyo.Var(model.I, domain=domain)
    model.started = pyo.Var(model.I, domain=pyo.Binary)
    model.days = pyo.Constraint(expr=sum(model.amount[i] / DAILY_QUOTA[i] for i in model.I) <= DAYS)
    model.demand = pyo.Constraint(
        model.I, rule=lambda m, i: m.amount[i] <= DEMAND[i] * m.started[i]
    )
    model.batch = pyo.Constraint(
        model.I, rule=lambda m, i: m.amount[i] >= LEAST_BATCH[i] * m.started[i]
    )
    model.gain = pyo.Objective(
        expr=sum(
            (PRICE[i] - COST[i]) * model.amount[i] - ACTIVATION[i] * model.started[i]
            for i in model.I
        ),
        sense=pyo.maximize,
    )
    return model
