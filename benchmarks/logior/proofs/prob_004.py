"""LogiOR prob_004: how to put seven loads into as few of six different boxes as possible."""

from __future__ import annotations

from itertools import product

READINGS = {"plain": "An item goes whole into one box; each box has a capacity of its own."}
CAPACITY = [5, 9, 8, 7, 7, 8]
LOADS = [6, 7, 8, 3, 2, 4, 5]


def prove(reading: str) -> float | str:
    """The least number of boxes in use, over every assignment of items to boxes."""
    del reading
    used = [
        len(set(places))
        for places in product(range(len(CAPACITY)), repeat=len(LOADS))
        if fits(places)
    ]
    return min(used, default="infeasible")


def fits(places: tuple[int, ...]) -> bool:
    """Whether no box is overloaded."""
    filled = [0] * len(CAPACITY)
    for place, load in zip(places, LOADS, strict=True):
        filled[place] += load
    return all(load <= capacity for load, capacity in zip(filled, CAPACITY, strict=True))
