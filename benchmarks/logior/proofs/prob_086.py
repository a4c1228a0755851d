"""LogiOR prob_086: in which two cities to build blood centres."""

from __future__ import annotations

from itertools import combinations

READINGS = {"plain": "Both centres serve every hospital; supply fails only when both of them fail."}
COST = [8, 7, 9, 7.5]
DISTANCE = [[50, 80, 120], [60, 40, 90], [110, 70, 50], [130, 100, 60]]
FAILURE_PER_SQUARE = 0.00005
MOST_FAILURE = 0.1


def prove(reading: str) -> float | str:
    """The least construction cost over all pairs of cities that are reliable enough."""
    del reading
    pairs = combinations(range(len(COST)), 2)
    return min(
        (COST[one] + COST[other] for one, other in pairs if reliable(one, other)),
        default="infeasible",
    )


def reliable(one: int, other: int) -> bool:
    """Whether the chance that both fail is low enough at each hospital."""
    return all(
        failure(near) * failure(far) < MOST_FAILURE
        for near, far in zip(DISTANCE[one], DISTANCE[other], strict=True)
    )


def failure(kilometres: float) -> float:
    """The chance that a transport fails."""
    return FAILURE_PER_SQUARE * kilometres**2
