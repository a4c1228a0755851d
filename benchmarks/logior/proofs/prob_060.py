"""LogiOR prob_060: which warehouse and van serves each customer, and which truck each warehouse.

The shortest tour of every customer set that fits on a van comes from a dynamic program. The vans'
tours are chosen by an exact partition, once for every way the trucks may supply the warehouses.
Two vans a warehouse carry at most 80 of the 82 units from two warehouses, so all three open.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

READINGS = {
    "plain": "A truck may supply several warehouses on a round trip, each warehouse by one truck.",
    "split_supply": "Like the first, but two trucks may share the supply of a warehouse.",
    "one_truck_per_warehouse": "Each warehouse is supplied by a truck of its own on a round trip.",
    "one_way_supply": "A truck of its own supplies each warehouse; its way back is not counted.",
}
TRUCK_CAPACITY, VAN_CAPACITY, VANS = 50, 20, 2
DEPOT = [30, 40, 35]
BETWEEN_WAREHOUSES = {(0, 1): 25, (0, 2): 20, (1, 2): 30}
DEMAND = [4, 7, 5, 6, 3, 8, 5, 6, 4, 7, 5, 6, 3, 8, 5]
WAREHOUSE = np.array([
    [12, 8, 15, 11, 7, 14, 10, 9, 13, 6, 14, 9, 11, 7, 13],
    [28, 22, 10, 14, 18, 9, 13, 17, 11, 20, 7, 16, 19, 12, 15],
    [18, 25, 9, 19, 24, 16, 12, 21, 7, 23, 10, 17, 22, 14, 8],
])  # fmt: skip
CUSTOMER = np.array([
    [0, 15, 24, 11, 20, 9, 20, 11, 5, 18, 15, 24, 12, 10, 10],
    [15, 0, 18, 21, 13, 12, 5, 12, 15, 24, 18, 11, 22, 19, 13],
    [24, 18, 0, 6, 13, 11, 24, 11, 13, 10, 11, 18, 19, 13, 11],
    [11, 21, 6, 0, 11, 16, 12, 18, 11, 19, 10, 11, 14, 19, 10],
    [20, 13, 13, 11, 0, 14, 24, 10, 16, 21, 16, 11, 14, 17, 15],
    [9, 12, 11, 16, 14, 0, 19, 18, 23, 19, 18, 10, 15, 11, 12],
    [20, 5, 24, 12, 24, 19, 0, 16, 11, 17, 12, 17, 13, 17, 12],
    [11, 12, 11, 18, 10, 18, 16, 0, 18, 13, 12, 17, 18, 13, 16],
    [5, 15, 13, 11, 16, 23, 11, 18, 0, 13, 24, 21, 18, 18, 11],
    [18, 24, 10, 19, 21, 19, 17, 13, 13, 0, 12, 22, 12, 19, 17],
    [15, 18, 11, 10, 16, 18, 12, 12, 24, 12, 0, 16, 18, 15, 13],
    [24, 11, 18, 11, 11, 10, 17, 17, 21, 22, 16, 0, 19, 19, 13],
    [12, 22, 19, 14, 14, 15, 13, 18, 18, 12, 18, 19, 0, 13, 18],
    [10, 19, 13, 19, 17, 11, 17, 13, 18, 19, 15, 19, 13, 0, 18],
    [10, 13, 11, 10, 15, 12, 12, 16, 11, 17, 13, 13, 18, 18, 0],
])  # fmt: skip
Groups = tuple[tuple[int, ...], ...]
APART: Groups = ((0,), (1,), (2,))
PAIRED: tuple[Groups, ...] = (((0, 1), (2,)), ((0, 2), (1,)), ((1, 2), (0,)))


def prove(reading: str) -> float | None:
    """The least total distance under one reading."""
    tours = [(house, *tour) for house in range(len(DEPOT)) for tour in shortest_tours(house)]
    values = [
        kilometres + vans
        for groups, kilometres in supply_plans(reading)
        if (vans := choose_tours(tours, groups)) is not None
    ]
    return min(values, default=None)


def supply_plans(reading: str) -> list[tuple[Groups, float]]:
    """Groups of warehouses that share a load of one truck, with the kilometres of the trucks."""
    if reading == "one_way_supply":
        return [(APART, sum(DEPOT))]
    apart = [(APART, truck_kilometres(APART))]
    if reading == "one_truck_per_warehouse":
        return apart
    paired = [(groups, truck_kilometres(groups)) for groups in PAIRED]
    return apart + paired + (shared_plans() if reading == "split_supply" else [])


def shared_plans() -> list[tuple[Groups, float]]:
    """Two trucks supply three warehouses and meet at one of them; 82 units fit on both together.

    A warehouse visited by one truck alone takes at most 40 units from its two vans, so no group
    but the single warehouses limits the loads.
    """
    pairs = list(BETWEEN_WAREHOUSES)
    return [(APART, truck_kilometres(two)) for two in combinations(pairs, 2)]


def truck_kilometres(groups: Groups) -> float:
    """Kilometres of one round trip per group of at most two warehouses."""
    return sum(
        DEPOT[group[0]] + DEPOT[group[-1]] + BETWEEN_WAREHOUSES.get(group[:2], 0)
        for group in groups
    )


def shortest_tours(house: int) -> list[tuple[tuple[int, ...], float]]:
    """Every set of customers that fits on a van, with its shortest round trip from a warehouse."""
    ending: dict[tuple[tuple[int, ...], int], float] = {}
    tours = []
    for size in range(1, len(DEMAND) + 1):
        for members in combinations(range(len(DEMAND)), size):
            if sum(DEMAND[customer] for customer in members) > VAN_CAPACITY:
                continue
            for last in members:
                ending[members, last] = shortest_ending(house, members, last, ending)
            length = min(ending[members, last] + WAREHOUSE[house, last] for last in members)
            tours.append((members, float(length)))
    return tours


def shortest_ending(
    house: int,
    members: tuple[int, ...],
    last: int,
    ending: dict[tuple[tuple[int, ...], int], float],
) -> float:
    """Length of the shortest way from a warehouse through all members that ends at `last`."""
    rest = tuple(customer for customer in members if customer != last)
    if not rest:
        return float(WAREHOUSE[house, last])
    return min(ending[rest, customer] + CUSTOMER[customer, last] for customer in rest)


def choose_tours(tours: list[tuple[int, tuple[int, ...], float]], groups: Groups) -> float | None:
    """The cheapest van tours that serve each customer once when each group shares a truck load."""
    visits = np.zeros((len(DEMAND), len(tours)))
    vans = np.zeros((len(DEPOT), len(tours)))
    loads = np.zeros((len(groups), len(tours)))
    for column, (house, members, _) in enumerate(tours):
        visits[list(members), column] = 1
        vans[house, column] = 1
        group = next(number for number, group in enumerate(groups) if house in group)
        loads[group, column] = sum(DEMAND[customer] for customer in members)
    rules = [
        LinearConstraint(visits, 1, 1),
        LinearConstraint(vans, 0, VANS),
        LinearConstraint(loads, 0, TRUCK_CAPACITY),
    ]
    result = milp(
        np.array([length for _, _, length in tours]),
        constraints=rules,
        integrality=np.ones(len(tours)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(result.fun) if result.success else None
