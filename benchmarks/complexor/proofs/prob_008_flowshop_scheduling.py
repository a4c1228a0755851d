"""ComplexOR prob_008_flowshop_scheduling: one job order for two machines in series."""

from __future__ import annotations

from itertools import permutations

READINGS = {"plain": "Jobs may wait between machines; all machines use the same order."}

TIMES = ((1, 3), (2, 2), (3, 1))


def prove(reading: str) -> float:
    """Try all orders."""
    del reading
    return float(min(_makespan(order) for order in permutations(range(3))))


def _makespan(order: tuple[int, ...]) -> int:
    ready = [0, 0]
    for job in order:
        ready[0] += TIMES[job][0]
        ready[1] = max(ready) + TIMES[job][1]
    return ready[1]
