"""LogiOR prob_052: the fewest facilities that reach every residential area in time."""

from __future__ import annotations

from itertools import combinations

READINGS = {"plain": "An area is covered by a chosen facility at most ten minutes away."}
LIMIT = 10
MINUTES = [
    [8, 12, 9, 15, 7, 11, 14, 6],
    [10, 8, 13, 7, 9, 12, 5, 11],
    [14, 6, 10, 8, 12, 7, 9, 13],
    [7, 11, 14, 6, 8, 10, 12, 9],
    [9, 13, 7, 11, 6, 14, 8, 10],
]


def prove(reading: str) -> float | str:
    """The size of the smallest choice of facilities that covers all areas."""
    del reading
    for count in range(1, len(MINUTES) + 1):
        if any(covers(chosen) for chosen in combinations(MINUTES, count)):
            return count
    return "infeasible"


def covers(chosen: tuple[list[int], ...]) -> bool:
    """Whether every area has a chosen facility in reach."""
    return all(min(minutes) <= LIMIT for minutes in zip(*chosen, strict=True))
