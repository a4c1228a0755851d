"""IndustryOR prob_099: the widest path from A to E that calls at C."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

READINGS = {"plain": "Rows send and columns receive; no node is visited twice."}

BANDWIDTH = {
    "A": {"B": 90, "C": 85, "E": 65},
    "B": {"A": 95, "C": 70, "D": 65, "E": 34},
    "C": {"A": 60, "D": 88, "E": 80},
    "D": {"A": 67, "B": 30, "C": 25, "E": 84},
    "E": {"B": 51, "D": 56},
}


def prove(reading: str) -> float:
    """Try every loop-free path through C."""
    del reading
    best = 0
    for size in range(3):
        for others in combinations("BD", size):
            for between in permutations((*others, "C")):
                path = ("A", *between, "E")
                best = max(best, min(_width(*pair) for pair in pairwise(path)))
    return float(best)


def _width(start: str, end: str) -> int:
    return BANDWIDTH[start].get(end, 0)
