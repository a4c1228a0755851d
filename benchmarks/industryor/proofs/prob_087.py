"""IndustryOR prob_087: a week's output of two fertilisers for the largest closing stock."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Divisible units; demand of the week is met from stock and output.",
    "whole_units": "As plain, with whole units.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Closing stock of both fertilisers, in units."""
    model = pyo.ConcreteModel()
    domain = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.liquid = pyo.Var(domain=domain)
    model.solid = pyo.Var(domain=domain)
    model.machine_1 = pyo.Constraint(expr=50 * model.liquid + 24 * model.solid <= 40 * 60)
    model.machine_2 = pyo.Constraint(expr=30 * model.liquid + 33 * model.solid <= 35 * 60)
    liquid_left = 30 + model.liquid - 75
    solid_left = 90 + model.solid - 95
    model.liquid_demand = pyo.Constraint(expr=liquid_left >= 0)
    model.solid_demand = pyo.Constraint(expr=solid_left >= 0)
    model.stock = pyo.Objective(expr=liquid_left + solid_left, sense=pyo.maximize)
    return model
