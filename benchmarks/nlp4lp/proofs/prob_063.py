"""NLP4LP prob_063: gas from two processes."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Each process is run a whole number of times.",
    "divisible": "A process may be run in part, as its amounts are bulk goods.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Runs of each process."""
    domain = pyo.NonNegativeReals if reading == "divisible" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.catalyst = pyo.Var(domain=domain)
    model.plain_burning = pyo.Var(domain=domain)
    catalyst, plain_burning = model.catalyst, model.plain_burning
    model.wood = pyo.Constraint(expr=10 * catalyst + 15 * plain_burning <= 300)
    model.oxygen = pyo.Constraint(expr=20 * catalyst + 12 * plain_burning <= 300)
    model.made = pyo.Objective(expr=15 * catalyst + 18 * plain_burning, sense=pyo.maximize)
    return model
