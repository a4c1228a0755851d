"""LogiOR prob_012: which truck takes milk to which customers, in what order, at least distance.

Every set of customers that fits on a truck gets its shortest tour from a dynamic program. A cover
by such sets is then chosen exactly: with the duals of the relaxation, a tour whose reduced cost
exceeds the gap between a known plan and the relaxation cannot be in a better plan and is left out.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, vstack

READINGS = {
    "plain": "At most five trucks drive, each one round trip; a customer is visited by one truck.",
    "all_trucks_leave": "Each of the five trucks has to visit at least one customer.",
}
CAPACITY = 25
TRUCKS = 5
WAREHOUSE = (5.0, 5.0)
CUSTOMERS = [
    (5.2, 3.8), (8.7, 4.0), (7.9, 8.8), (1.6, 4.1), (8.3, 2.4), (4.5, 3.3), (3.7, 6.2),
    (8.9, 5.5), (8.4, 0.3), (0.7, 8.9), (0.3, 7.8), (5.5, 5.7), (2.4, 1.8), (3.5, 6.9),
    (5.4, 7.8), (2.8, 4.0), (4.9, 1.1), (6.8, 4.3), (9.2, 4.3), (0.1, 8.6),
]  # fmt: skip
DEMAND = [6, 2, 7, 3, 4, 8, 7, 7, 1, 4, 1, 3, 5, 1, 2, 2, 6, 8, 2, 7]


def prove(reading: str) -> float:
    """The shortest total distance under one reading."""
    masks, lengths = shortest_tours()
    fewest = TRUCKS if reading == "all_trucks_leave" else 0
    return choose_tours(masks, lengths, fewest)


def distances() -> np.ndarray:
    """Straight-line distances; the warehouse is point 0."""
    points = np.array([WAREHOUSE, *CUSTOMERS])
    return np.linalg.norm(points[:, None] - points[None, :], axis=2)


def fitting_sets() -> list[np.ndarray]:
    """Bit masks of the customer sets that fit on one truck, one array per size."""
    loads = np.zeros(1 << len(DEMAND), dtype=int)
    sizes = np.zeros(1 << len(DEMAND), dtype=int)
    for customer, demand in enumerate(DEMAND):
        half = 1 << customer
        loads[half : 2 * half] = loads[:half] + demand
        sizes[half : 2 * half] = sizes[:half] + 1
    fits = loads <= CAPACITY
    largest = int(sizes[fits].max())
    return [np.flatnonzero(fits & (sizes == size)) for size in range(1, largest + 1)]


def shortest_tours() -> tuple[np.ndarray, np.ndarray]:
    """The masks of all fitting sets and the length of the shortest round trip of each."""
    between = distances()
    count = len(DEMAND)
    position = np.zeros(1 << count, dtype=int)
    masks: list[np.ndarray] = []
    lengths: list[np.ndarray] = []
    previous = np.empty((0, count))
    for size, layer in enumerate(fitting_sets(), start=1):
        ending = np.full((len(layer), count), np.inf)
        for last in range(count):
            rows = np.flatnonzero(layer >> last & 1)
            if size == 1:
                ending[rows, last] = between[0, last + 1]
                continue
            before = previous[position[layer[rows] ^ (1 << last)]]
            ending[rows, last] = (before + between[1:, last + 1]).min(axis=1)
        position[layer] = np.arange(len(layer))
        previous = ending
        masks.append(layer)
        lengths.append((ending + between[1:, 0]).min(axis=1))
    return np.concatenate(masks), np.concatenate(lengths)


def choose_tours(masks: np.ndarray, lengths: np.ndarray, fewest: int) -> float:
    """The cheapest tours that visit every customer once with an allowed number of trucks."""
    visits = csr_array(((masks[None, :] >> np.arange(len(DEMAND))[:, None]) & 1).astype(float))
    duals, truck_dual, bound = relaxation(visits, lengths, fewest)
    reduced = lengths - visits.T @ duals - truck_dual
    allowance = 0.02 * bound
    while True:
        kept = np.flatnonzero(reduced <= allowance)
        best = partition(visits[:, kept], lengths[kept], fewest)
        if best - bound <= allowance:
            return best
        allowance = best - bound + 1e-6


def relaxation(
    visits: csr_array, lengths: np.ndarray, fewest: int
) -> tuple[np.ndarray, float, float]:
    """Duals of the visits and of the number of trucks, and the bound of the relaxed choice."""
    ones = csr_array(np.ones((1, len(lengths))))
    limits = vstack([ones, -ones])
    result = linprog(
        lengths,
        A_eq=visits,
        b_eq=np.ones(len(DEMAND)),
        A_ub=limits,
        b_ub=[TRUCKS, -fewest],
        method="highs",
    )
    upper, lower = result.ineqlin.marginals
    return result.eqlin.marginals, float(upper - lower), float(result.fun)


def partition(visits: csr_array, lengths: np.ndarray, fewest: int) -> float:
    """The exact optimum over the tours at hand; infinite when they allow no plan."""
    rules = [
        LinearConstraint(visits, 1, 1),
        LinearConstraint(np.ones((1, len(lengths))), fewest, TRUCKS),
    ]
    result = milp(
        lengths,
        constraints=rules,
        integrality=np.ones(len(lengths)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(result.fun) if result.success else float("inf")
