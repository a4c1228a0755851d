"""NLP4LP prob_205: three kinds of cakes."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole cakes; parts of one would change nothing.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of cakes."""
    del reading
    model = pyo.ConcreteModel()
    model.crepe = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.sponge = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.birthday = pyo.Var(domain=pyo.NonNegativeIntegers)
    crepe, sponge, birthday = model.crepe, model.sponge, model.birthday
    model.batter = pyo.Constraint(expr=400 * crepe + 500 * sponge + 450 * birthday <= 20000)
    model.milk = pyo.Constraint(expr=200 * crepe + 300 * sponge + 350 * birthday <= 14000)
    model.profit = pyo.Objective(expr=12 * crepe + 10 * sponge + 15 * birthday, sense=pyo.maximize)
    return model
