"""IndustryOR prob_080: fifteen cars on two sides of a street."""

from __future__ import annotations

READINGS = {
    "plain": "The street is occupied as far as its longer side; no gaps between cars.",
    "side_of_thirty": "As plain, and one side may hold at most 30 metres.",
}

DECIMETRES = (40, 45, 50, 41, 24, 52, 37, 35, 32, 45, 23, 33, 38, 46, 30)


def prove(reading: str) -> float:
    """All reachable lengths of one side, in decimetres."""
    reachable = {0}
    for length in DECIMETRES:
        reachable |= {side + length for side in reachable}
    limit = 300 if reading == "side_of_thirty" else sum(DECIMETRES)
    total = sum(DECIMETRES)
    return min(max(side, total - side) for side in reachable if side <= limit) / 10
