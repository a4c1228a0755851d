"""LogiOR prob_016: which depot and truck serves which customers, in what order, at least distance.

Every set of customers that fits on a truck of a depot gets its shortest tour from a dynamic
program; the tours driven are chosen by an exact set partition.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

READINGS = {
    "plain": "Each depot sends out at most three trucks, each on one round trip; some may stay.",
    "all_trucks_leave": "All six trucks have to leave and each visits at least one customer.",
}
DEPOTS = [(-5.0, -5.0), (5.0, 5.0)]
CAPACITY = [20, 18]
TRUCKS = [3, 3]
CUSTOMERS = [
    (-4.53, -5.12), (2.14, 5.85), (-4.88, -8.33), (2.24, 1.63), (3.91, -5.88),
    (-1.1, 0.25), (7.92, -3.4), (-1.89, -5.0), (0.72, -8.8), (-1.88, -2.89),
]  # fmt: skip
DEMAND = [2, 2, 9, 1, 4, 4, 10, 6, 4, 4]


def prove(reading: str) -> float | None:
    """The shortest total distance under one reading."""
    tours = [(depot, *tour) for depot in range(len(DEPOTS)) for tour in shortest_tours(depot)]
    fewest = TRUCKS if reading == "all_trucks_leave" else [0, 0]
    lengths = np.array([length for _, _, length in tours])
    visits = np.zeros((len(CUSTOMERS), len(tours)))
    leaves = np.zeros((len(DEPOTS), len(tours)))
    for column, (depot, members, _) in enumerate(tours):
        visits[list(members), column] = 1
        leaves[depot, column] = 1
    rules = [LinearConstraint(visits, 1, 1), LinearConstraint(leaves, fewest, TRUCKS)]
    result = milp(
        lengths,
        constraints=rules,
        integrality=np.ones(len(tours)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(result.fun) if result.success else None


def shortest_tours(depot: int) -> list[tuple[tuple[int, ...], float]]:
    """Every set of customers one truck of the depot can load, with its shortest round trip."""
    points = np.array([DEPOTS[depot], *CUSTOMERS])
    between = np.linalg.norm(points[:, None] - points[None, :], axis=2)
    ending: dict[tuple[tuple[int, ...], int], float] = {}
    tours = []
    for size in range(1, len(CUSTOMERS) + 1):
        for members in combinations(range(len(CUSTOMERS)), size):
            if sum(DEMAND[customer] for customer in members) > CAPACITY[depot]:
                continue
            for last in members:
                ending[members, last] = shortest_ending(members, last, ending, between)
            length = min(ending[members, last] + between[last + 1, 0] for last in members)
            tours.append((members, float(length)))
    return tours


def shortest_ending(
    members: tuple[int, ...],
    last: int,
    ending: dict[tuple[tuple[int, ...], int], float],
    between: np.ndarray,
) -> float:
    """Length of the shortest way from the depot through all members that ends at `last`."""
    rest = tuple(customer for customer in members if customer != last)
    if not rest:
        return float(between[0, last + 1])
    return min(ending[rest, customer] + between[customer + 1, last + 1] for customer in rest)
