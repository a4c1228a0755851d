"""LogiOR prob_009: the fewest stations that cover every demand point."""

from __future__ import annotations

from itertools import combinations

READINGS = {"plain": "A point is covered by a chosen station at most 300 metres away."}
REACH = 300
DISTANCE = [
    [389, 515, 170, 143, 617],
    [562, 678, 265, 640, 629],
    [206, 594, 180, 564, 683],
    [574, 105, 311, 99, 550],
    [616, 490, 99, 473, 682],
    [571, 258, 494, 749, 61],
    [573, 234, 207, 635, 318],
    [70, 53, 399, 740, 494],
    [229, 190, 550, 654, 394],
    [50, 56, 459, 143, 478],
    [95, 378, 507, 647, 135],
    [767, 200, 569, 689, 621],
    [729, 333, 91, 86, 386],
    [633, 163, 562, 184, 384],
    [67, 515, 224, 502, 345],
]


def prove(reading: str) -> float | str:
    """The size of the smallest choice of stations that covers all points."""
    del reading
    stations = range(len(DISTANCE[0]))
    for count in range(1, len(stations) + 1):
        if any(covers(chosen) for chosen in combinations(stations, count)):
            return count
    return "infeasible"


def covers(chosen: tuple[int, ...]) -> bool:
    """Whether every point has a chosen station in reach."""
    return all(min(row[station] for station in chosen) <= REACH for row in DISTANCE)
