"""LogiOR prob_013: which truck collects garbage at which points, in what order.

Every set of points that fits on a truck gets its shortest tour from a dynamic program; tours that
are too long are left out, and the tours driven are chosen by an exact set partition.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

READINGS = {
    "plain": "At most four trucks, each on one round trip within its load and distance; the total "
    "load needs all four anyway.",
}
CAPACITY = 100
LONGEST = 45
TRUCKS = 4
DUMP = (0.0, 0.0)
POINTS = [
    (3, -8), (-10, -5), (3, 0), (-3, -3), (5, -1), (-7, 3), (5, -3), (4, -5),
    (6, 4), (3, 1), (-10, 0), (-2, 7), (-6, -3), (-8, -7), (-1, 8),
]  # fmt: skip
GARBAGE = [20, 20, 28, 12, 30, 24, 30, 12, 27, 26, 21, 20, 12, 16, 19]


def prove(reading: str) -> float | str:
    """The shortest total distance."""
    del reading
    masks, lengths = shortest_tours()
    allowed = lengths <= LONGEST
    masks, lengths = masks[allowed], lengths[allowed]
    visits = csr_array(((masks[None, :] >> np.arange(len(POINTS))[:, None]) & 1).astype(float))
    rules = [
        LinearConstraint(visits, 1, 1),
        LinearConstraint(np.ones((1, len(lengths))), 0, TRUCKS),
    ]
    result = milp(
        lengths,
        constraints=rules,
        integrality=np.ones(len(lengths)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(result.fun) if result.success else "infeasible"


def distances() -> np.ndarray:
    """Straight-line distances; the dump is point 0."""
    points = np.array([DUMP, *POINTS])
    return np.linalg.norm(points[:, None] - points[None, :], axis=2)


def fitting_sets() -> list[np.ndarray]:
    """Bit masks of the sets of points that fit on one truck, one array per size."""
    loads = np.zeros(1 << len(GARBAGE), dtype=int)
    sizes = np.zeros(1 << len(GARBAGE), dtype=int)
    for point, amount in enumerate(GARBAGE):
        half = 1 << point
        loads[half : 2 * half] = loads[:half] + amount
        sizes[half : 2 * half] = sizes[:half] + 1
    fits = loads <= CAPACITY
    largest = int(sizes[fits].max())
    return [np.flatnonzero(fits & (sizes == size)) for size in range(1, largest + 1)]


def shortest_tours() -> tuple[np.ndarray, np.ndarray]:
    """The masks of all fitting sets and the length of the shortest round trip of each."""
    between = distances()
    count = len(GARBAGE)
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
