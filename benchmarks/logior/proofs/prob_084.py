"""LogiOR prob_084: which old trucks to keep and how many electric ones to buy."""

from __future__ import annotations

from itertools import product

READINGS = {"plain": "A bought truck costs its operation and its yearly share of the investment."}
OLD = [(80_000, 15), (85_000, 16), (78_000, 14), (92_000, 18), (88_000, 17)]
NEW_COST = 30_000 + 120_000
MOST_NEW, LEAST_FLEET = 3, 4
TAX = 80


def prove(reading: str) -> float:
    """The least yearly cost over every choice of trucks."""
    del reading
    choices = product(product((0, 1), repeat=len(OLD)), range(MOST_NEW + 1))
    return min(
        yearly_cost(kept, bought) for kept, bought in choices if sum(kept) + bought >= LEAST_FLEET
    )


def yearly_cost(kept: tuple[int, ...], bought: int) -> int:
    """Operation, investment and the tax on squared emissions."""
    operation = sum(cost * keep for (cost, _), keep in zip(OLD, kept, strict=True))
    emissions = sum(tons * keep for (_, tons), keep in zip(OLD, kept, strict=True))
    return operation + NEW_COST * bought + TAX * emissions**2
