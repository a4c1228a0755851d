"""LogiOR prob_030: which distribution centres to run and with how many coordinators."""

from __future__ import annotations

from itertools import product

READINGS = {
    "plain": "A coordinator handles the listed number of all three types in the same week.",
}
MOST = 7
WAGE = [500, 900]
FIXED = [1000, 2000]
HANDLED = [[20, 25], [18, 22], [15, 20]]
NEED = [120, 150, 200]


def prove(reading: str) -> float | str:
    """The least weekly cost over all numbers of coordinators."""
    del reading
    staffings = product(range(MOST + 1), repeat=2)
    return min((cost(staff) for staff in staffings if suffices(staff)), default="infeasible")


def suffices(staff: tuple[int, ...]) -> bool:
    """Whether the coordinators handle enough of every type."""
    return all(
        sum(rate * people for rate, people in zip(rates, staff, strict=True)) >= need
        for rates, need in zip(HANDLED, NEED, strict=True)
    )


def cost(staff: tuple[int, ...]) -> int:
    """Wages, and the fixed cost of every centre with staff."""
    return sum(
        wage * people + (fixed if people else 0)
        for wage, fixed, people in zip(WAGE, FIXED, staff, strict=True)
    )
