"""LogiOR prob_082: which vessel sails and how fast, at least total cost.

The fuel of a voyage at speed v is distance times (a v + b + c / v), convex in v, with its least
value at the root of c / a; the deadline sets a lowest speed.
"""

from __future__ import annotations

from math import sqrt

READINGS = {"plain": "One constant speed over the whole distance; no highest speed is given."}
MILES, HOURS = 6000, 288
FUEL_PRICE, CARBON_PRICE = 4000, 300
VESSELS = [
    (0.005, 0.1, 1.2, 3.2, 500_000),
    (0.004, 0.08, 1.5, 3.15, 600_000),
    (0.006, 0.12, 1.0, 3.25, 450_000),
]


def prove(reading: str) -> float:
    """The least cost over the vessels."""
    del reading
    return min(voyage_cost(*vessel) for vessel in VESSELS)


def voyage_cost(a: float, b: float, c: float, carbon: float, fixed: float) -> float:
    """The least cost of the voyage with one vessel."""
    speed = max(MILES / HOURS, sqrt(c / a))
    fuel = MILES * (a * speed + b + c / speed)
    return fixed + fuel * (FUEL_PRICE + CARBON_PRICE * carbon)
