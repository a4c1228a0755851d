"""LogiOR prob_078: how many ships to put on each of six routes and how much they carry."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "What is carried is the demand; routes 3, 4 and 6 have less demand than a ship must "
    "carry at least, so there is no plan.",
    "no_least_load": "Exactly the demand is carried; a least load above it is dropped.",
    "demand_is_a_minimum": "Ships carry at least the demand and the least load, up to their "
    "capacity; every container carried earns revenue.",
    "unpaid_filling": "Ships carry at least the least load, but only demand earns revenue.",
}
ROUTES = range(6)
MILES = [1200, 1800, 900, 1200, 1800, 900]
DEMAND = [6500, 7200, 4800, 5100, 6200, 3900]
REVENUE = [120, 150, 90, 110, 140, 80]
CAPACITY, LEAST_LOAD = 8000, 5600
FUEL_PER_MILE = 200 * 600 / 1000
SHIPS, RESERVE = 12, 2


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading; every demand is below the capacity of one ship."""
    model = pyo.ConcreteModel()
    model.ships = pyo.Var(ROUTES, within=pyo.NonNegativeIntegers, bounds=(0, 1))
    model.carried = pyo.Var(ROUTES, within=pyo.NonNegativeReals)
    model.fleet = pyo.Constraint(expr=sum(model.ships.values()) <= SHIPS - RESERVE)
    model.capacity = pyo.Constraint(ROUTES, rule=lambda m, r: m.carried[r] <= CAPACITY * m.ships[r])
    if reading != "no_least_load":
        model.least = pyo.Constraint(
            ROUTES, rule=lambda m, r: m.carried[r] >= LEAST_LOAD * m.ships[r]
        )
    model.demand = pyo.Constraint(ROUTES, rule=lambda m, r: m.carried[r] >= DEMAND[r])
    if reading in ("plain", "no_least_load"):
        model.no_more = pyo.Constraint(ROUTES, rule=lambda m, r: m.carried[r] <= DEMAND[r])
    paid = DEMAND if reading == "unpaid_filling" else model.carried
    model.profit = pyo.Objective(
        expr=sum(REVENUE[r] * paid[r] - FUEL_PER_MILE * MILES[r] * model.ships[r] for r in ROUTES),
        sense=pyo.maximize,
    )
    return model
