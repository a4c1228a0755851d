"""NLP4LP prob_056: gas and electric grills."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole grills; less means at least one less.",
    "contrast_as_many": "As many electric ones as gas ones would do, against the text.",
    "contrast_parts": "Parts of a grill, and as many of each would do.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of grills."""
    domain = pyo.NonNegativeReals if reading == "contrast_parts" else pyo.NonNegativeIntegers
    model = pyo.ConcreteModel()
    model.gas = pyo.Var(domain=domain)
    model.electric = pyo.Var(domain=domain)
    gas, electric = model.gas, model.electric
    model.patties = pyo.Constraint(expr=20 * gas + 30 * electric >= 150)
    model.oil = pyo.Constraint(expr=20 * gas + 25 * electric <= 140)
    if reading in ("contrast_as_many", "contrast_parts"):
        model.fewer_electric = pyo.Constraint(expr=electric <= gas)
    else:
        model.fewer_electric = pyo.Constraint(expr=electric <= gas - 1)
    model.grills = pyo.Objective(expr=gas + electric)
    return model
