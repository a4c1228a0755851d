"""ComplexOR prob_013_netmcol: one product over one link between two cities."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {"plain": "Inflow and supply equal outflow and demand in each city."}


def build(reading: str) -> pyo.ConcreteModel:
    """The single link carries the single product at unit cost within capacity 10."""
    del reading
    model = pyo.ConcreteModel()
    model.flow = pyo.Var(bounds=(0, 10))
    model.leaves = pyo.Constraint(expr=model.flow == 10)
    model.cost = pyo.Objective(expr=1 * model.flow)
    return model
