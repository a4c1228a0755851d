"""LogiOR prob_073: which stores each of three trucks serves, when only depot distances are known.

The text gives no distance between two stores. The readings differ in what they put in its place.
The reading `one_road_one_way` was added after the comparison with the label.
"""

from __future__ import annotations

from itertools import product

READINGS = {
    "plain": "A truck passes the centre between two stores, so each store costs its way there and "
    "back however it is served.",
    "one_way": "Each store costs its one-way distance, however it is served.",
    "stores_on_one_road": "All stores lie on one road, so a truck drives to its farthest and back.",
    "one_road_one_way": "All stores lie on one road, and the way back, of which nothing is said, "
    "is not counted.",
}
CAPACITY = [8, 10, 12]
DEMAND = [3, 4, 5, 2, 6]
DISTANCE = [15, 20, 25, 30, 35]


def prove(reading: str) -> float | str:
    """The least total distance over all assignments of stores to trucks."""
    choices = product(range(len(CAPACITY)), repeat=len(DEMAND))
    lengths = [total_length(choice, reading) for choice in choices if fits(choice)]
    return min(lengths, default="infeasible")


def stores_of(truck: int, choice: tuple[int, ...]) -> list[int]:
    """The stores a truck serves."""
    return [store for store, chosen in enumerate(choice) if chosen == truck]


def fits(choice: tuple[int, ...]) -> bool:
    """Whether no truck is overloaded."""
    return all(
        sum(DEMAND[store] for store in stores_of(truck, choice)) <= capacity
        for truck, capacity in enumerate(CAPACITY)
    )


def total_length(choice: tuple[int, ...], reading: str) -> int:
    """What the trucks drive in the sense of the reading."""
    ways = 1 if reading.endswith("one_way") else 2
    if "one_road" in reading:
        tours = [[DISTANCE[store] for store in stores_of(truck, choice)] for truck in range(3)]
        return ways * sum(max(tour, default=0) for tour in tours)
    return ways * sum(DISTANCE)
