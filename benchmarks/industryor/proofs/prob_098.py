"""IndustryOR prob_098: spare parts for three components under a budget and a weight limit."""

from __future__ import annotations

from itertools import product

READINGS = {"plain": "Spares only count against budget and weight; the product is maximised."}

RELIABILITY = ((0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (0.6, 0.75, 0.95, 1, 1, 1), (0.7, 0.9, 1, 1, 1, 1))
PRICE = (20, 30, 40)
WEIGHT = (2, 4, 6)


def prove(reading: str) -> float:
    """Try all 216 combinations."""
    del reading
    best = 0.0
    for spares in product(range(6), repeat=3):
        price = sum(map(int.__mul__, spares, PRICE))
        weight = sum(map(int.__mul__, spares, WEIGHT))
        if price <= 150 and weight <= 20:
            first, second, third = (RELIABILITY[k][n] for k, n in enumerate(spares))
            best = max(best, first * second * third)
    return best
