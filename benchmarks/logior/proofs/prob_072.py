"""LogiOR prob_072: how many trucks it takes to bring the products to three stores."""

from __future__ import annotations

from math import ceil

READINGS = {
    "plain": "A truck may visit several stores and a store several trucks; units stay whole.",
    "one_truck_per_store": "A store is served by one truck, which may visit several stores.",
}
CAPACITY, TRUCKS = 15, 4
WEIGHT = {"A": 2, "B": 3, "C": 1, "D": 4, "E": 2}
STORES = [{"A": 2, "B": 1, "C": 3}, {"A": 1, "D": 2, "E": 1}, {"B": 3, "C": 2, "E": 1}]


def prove(reading: str) -> float | str:
    """The least number of trucks: the weight sets a bound and a packing of whole parts meets it."""
    loads = [[WEIGHT[p]] * count for store in STORES for p, count in store.items()]
    parts = [weight for group in loads for weight in group]
    if reading == "one_truck_per_store":
        parts = [sum(WEIGHT[p] * count for p, count in store.items()) for store in STORES]
    bound = ceil(sum(parts) / CAPACITY)
    for trucks in range(bound, TRUCKS + 1):
        if packs(sorted(parts, reverse=True), [CAPACITY] * trucks):
            return trucks
    return "infeasible"


def packs(parts: list[int], room: list[int]) -> bool:
    """Whether the parts fit into the room left on the trucks, by depth-first search."""
    if not parts:
        return True
    first, rest = parts[0], parts[1:]
    for truck, left in enumerate(room):
        if left >= first and packs(rest, [*room[:truck], left - first, *room[truck + 1 :]]):
            return True
    return False
