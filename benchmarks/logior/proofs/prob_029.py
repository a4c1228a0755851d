"""LogiOR prob_029: which container types to produce, each standing in for smaller ones.

In the shortest path, a step from one size to a larger one means that the larger container meets the
demand of all sizes passed; at a given set of types the next larger type is always the cheapest.
"""

from __future__ import annotations

READINGS = {"plain": "A produced type costs its fixed sum once and its volume for every unit."}
FIXED = 1000
VOLUME = [17, 19, 21, 23, 25, 29, 33]
DEMAND = [500, 400, 300, 250, 200, 150, 100]


def prove(reading: str) -> float:
    """The length of the shortest path from no size to the largest."""
    del reading
    reached = [0.0]
    for size in range(1, len(VOLUME) + 1):
        steps = [reached[start] + cost_of_step(start, size) for start in range(size)]
        reached.append(min(steps))
    return reached[-1]


def cost_of_step(start: int, size: int) -> int:
    """The cost of one type that meets the demand of all sizes after `start` up to its own."""
    return FIXED + VOLUME[size - 1] * sum(DEMAND[start:size])
