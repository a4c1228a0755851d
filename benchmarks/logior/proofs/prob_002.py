"""LogiOR prob_002: which gate each flight uses and how late it leaves."""

from __future__ import annotations

from itertools import permutations, product

READINGS = {
    "plain": "All four listed flights need a gate; a late start moves the departure by as much.",
    "three_flights": "Only the first three flights count, as the number in the text says.",
}
GATES = 2
FLIGHTS = [(600, 660), (630, 690), (675, 750), (645, 705)]


def prove(reading: str) -> float:
    """The least total delay in minutes: every order of the flights at every choice of gates."""
    flights = FLIGHTS[:3] if reading == "three_flights" else FLIGHTS
    return min(
        total_delay(order, gates)
        for order in permutations(flights)
        for gates in product(range(GATES), repeat=len(flights))
    )


def total_delay(order: tuple[tuple[int, int], ...], gates: tuple[int, ...]) -> int:
    """The sum of delays when flights, in this order, start as early as their gate allows."""
    free = [0] * GATES
    delay = 0
    for (arrival, departure), gate in zip(order, gates, strict=True):
        start = max(arrival, free[gate])
        free[gate] = start + departure - arrival
        delay += start - arrival
    return delay
