"""IndustryOR prob_081: how many shops of five kinds a mall lets."""

from __future__ import annotations

from itertools import product

READINGS = {
    "plain": "The table's profit is that of each shop; rent is a fifth of it; in 10,000 yuan.",
    "profit_of_all": "The table's profit is that of all shops of a kind together.",
}

AREA = (250, 350, 800, 400, 500)
LEAST = (1, 1, 1, 0, 1)
PROFIT = ((9, 8, 7), (10, 9), (27, 21, 20), (16, 10), (17, 15, 12))


def prove(reading: str) -> float:
    """Try all combinations of numbers of shops."""
    best = 0.0
    ranges = [range(LEAST[k], len(PROFIT[k]) + 1) for k in range(5)]
    for shops in product(*ranges):
        if sum(n * area for n, area in zip(shops, AREA, strict=True)) <= 5000:
            best = max(best, sum(_profit(k, n, reading) for k, n in enumerate(shops)))
    return 0.2 * best


def _profit(kind: int, number: int, reading: str) -> int:
    if number == 0:
        return 0
    return PROFIT[kind][number - 1] * (number if reading == "plain" else 1)
