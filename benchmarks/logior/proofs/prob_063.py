"""LogiOR prob_063: which truck handles each of eight orders."""

from __future__ import annotations

from itertools import product

READINGS = {
    "plain": "Orders 2 and 5, counted from one, take twice their time; trucks cost by the hour.",
}
HOURS = [4, 5, 3, 6, 2, 5, 4, 3]
TWICE = (2, 5)
CAPACITY = [15, 18, 12]
COST = [30, 25, 35]


def prove(reading: str) -> float | str:
    """The least cost over all assignments of orders to trucks."""
    del reading
    trucks = product(range(len(CAPACITY)), repeat=len(HOURS))
    loads = (hours_per_truck(choice) for choice in trucks)
    costs = [
        sum(cost * load for cost, load in zip(COST, load_of, strict=True))
        for load_of in loads
        if all(load <= limit for load, limit in zip(load_of, CAPACITY, strict=True))
    ]
    return min(costs, default="infeasible")


def hours_per_truck(choice: tuple[int, ...]) -> list[int]:
    """The hours each truck works when the orders are assigned as chosen."""
    loads = [0] * len(CAPACITY)
    for number, (truck, hours) in enumerate(zip(choice, HOURS, strict=True), start=1):
        loads[truck] += hours * (2 if number in TWICE else 1)
    return loads
