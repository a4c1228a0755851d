"""ComplexOR prob_011_multi: shipping two products with a joint limit per lane."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Supplies and demands are met exactly within the limits; the first destination asks "
    "for 60 but its two lanes carry 55 at most.",
    "contrast_no_limits": "Not what the text says: lanes without limits.",
}

SUPPLY = ((20, 30), (40, 10))
DEMAND = ((30, 30), (30, 10))
LIMIT = ((35, 25), (20, 30))
COST = (((2, 3), (4, 1)), ((3, 2), (2, 4)))
TWO = range(2)


def build(reading: str) -> pyo.ConcreteModel:
    """Multi-commodity transport; demand rows are products."""
    model = pyo.ConcreteModel()
    model.ship = pyo.Var(TWO, TWO, TWO, domain=pyo.NonNegativeReals)
    model.supply = pyo.Constraint(
        TWO, TWO, rule=lambda m, i, p: sum(m.ship[i, j, p] for j in TWO) == SUPPLY[i][p]
    )
    model.demand = pyo.Constraint(
        TWO, TWO, rule=lambda m, j, p: sum(m.ship[i, j, p] for i in TWO) == DEMAND[p][j]
    )
    if reading == "contrast_no_limits":
        return _with_cost(model)
    model.limit = pyo.Constraint(
        TWO, TWO, rule=lambda m, i, j: sum(m.ship[i, j, p] for p in TWO) <= LIMIT[i][j]
    )
    return _with_cost(model)


def _with_cost(model: pyo.ConcreteModel) -> pyo.ConcreteModel:
    model.cost = pyo.Objective(
        expr=sum(COST[i][j][p] * model.ship[i, j, p] for i in TWO for j in TWO for p in TWO)
    )
    return model
