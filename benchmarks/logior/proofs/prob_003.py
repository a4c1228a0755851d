"""LogiOR prob_003: how to put seven loads into as few equal boxes as possible."""

from __future__ import annotations

from itertools import product

READINGS = {"plain": "An item goes whole into one box; a box holds loads of ten in total."}
CAPACITY = 10
LOADS = [6, 7, 8, 3, 2, 4, 5]


def prove(reading: str) -> float | str:
    """The least number of boxes, by trying every assignment to ever more boxes."""
    del reading
    for boxes in range(1, len(LOADS) + 1):
        for places in product(range(boxes), repeat=len(LOADS)):
            if fits(places, boxes):
                return boxes
    return "infeasible"


def fits(places: tuple[int, ...], boxes: int) -> bool:
    """Whether no box is overloaded."""
    filled = [0] * boxes
    for place, load in zip(places, LOADS, strict=True):
        filled[place] += load
    return max(filled) <= CAPACITY
