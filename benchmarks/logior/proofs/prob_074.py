"""LogiOR prob_074: how many pallets of each product travel along each arc."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "All products share the capacity of an arc at one price; pallets are whole.",
}
CAPACITY = {
    (1, 2): 20, (1, 3): 15, (2, 3): 10, (2, 4): 12, (3, 5): 18, (3, 6): 10, (4, 5): 8, (5, 6): 15,
}  # fmt: skip
COST = {
    (1, 2): 3, (1, 3): 4, (2, 3): 2, (2, 4): 5, (3, 5): 3, (3, 6): 6, (4, 5): 1, (5, 6): 2,
}  # fmt: skip
DEMAND = {
    4: {"A": 3, "B": 2, "C": 3},
    5: {"B": 4, "D": 5, "E": 3},
    6: {"A": 2, "C": 3, "E": 5},
}
PRODUCTS = ("A", "B", "C", "D", "E")
SUPPLY = 30


def build(reading: str) -> pyo.ConcreteModel:
    """The flow model."""
    del reading
    model = pyo.ConcreteModel()
    model.flow = pyo.Var(PRODUCTS, CAPACITY, within=pyo.NonNegativeIntegers)
    model.capacity = pyo.Constraint(
        CAPACITY, rule=lambda m, *arc: sum(m.flow[p, arc] for p in PRODUCTS) <= CAPACITY[arc]
    )
    model.balance = pyo.Constraint(PRODUCTS, range(2, 7), rule=pallets_arrive)
    model.supply = pyo.Constraint(
        expr=sum(model.flow[p, arc] for p in PRODUCTS for arc in CAPACITY if arc[0] == 1) <= SUPPLY
    )
    model.cost = pyo.Objective(
        expr=sum(COST[arc] * model.flow[p, arc] for p in PRODUCTS for arc in CAPACITY)
    )
    return model


def pallets_arrive(model: pyo.ConcreteModel, product: str, node: int) -> object:
    """What comes in less what goes out is what the node needs of a product."""
    arriving = sum(model.flow[product, arc] for arc in CAPACITY if arc[1] == node)
    leaving = sum(model.flow[product, arc] for arc in CAPACITY if arc[0] == node)
    return arriving - leaving == DEMAND.get(node, {}).get(product, 0)
