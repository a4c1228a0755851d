"""IndustryOR prob_034: one order of five batches through three vats."""

from __future__ import annotations

from itertools import permutations

READINGS = {
    "plain": "A vat takes one batch at a time and batches may wait between vats.",
    "contrast_no_waiting": "Not asked by the text: a batch goes on to the next vat at once.",
}

HOURS = ((3, 1, 1), (2, 1.5, 1), (3, 1.2, 1.3), (2, 2, 2), (2.1, 2, 3))


def prove(reading: str) -> float:
    """Try all 120 orders; with three machines one common order is enough."""
    length = _length if reading == "plain" else _length_without_waiting
    return min(length(order) for order in permutations(range(5)))


def _length(order: tuple[int, ...]) -> float:
    ready = [0.0, 0.0, 0.0]
    for batch in order:
        ready[0] += HOURS[batch][0]
        for vat in (1, 2):
            ready[vat] = max(ready[vat], ready[vat - 1]) + HOURS[batch][vat]
    return ready[2]


def _length_without_waiting(order: tuple[int, ...]) -> float:
    ready = [0.0, 0.0, 0.0]
    for batch in order:
        before = [sum(HOURS[batch][:vat]) for vat in range(3)]
        start = max(ready[vat] - before[vat] for vat in range(3))
        ready = [start + before[vat] + HOURS[batch][vat] for vat in range(3)]
    return ready[2]
