"""LogiOR prob_065: on which days each customer is visited, and by which tours, at least distance.

The shortest tour of every customer set comes from a dynamic program over sets; the cheapest tours
of a day are found for every set a day may have to serve; the days are then put together exactly.
The text does not say which customers have which frequency; all readings take them in table order:
1 to 3 daily, 4 to 8 every other day, 9 to 15 once a week.
"""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

READINGS = {
    "plain": "Every other day means Monday, Wednesday and Friday; a visit brings one daily demand.",
    "choice_of_days": "Every other day may also mean Tuesday and Thursday, chosen per customer.",
    "demand_piles_up": "Every other day means three days; a visit brings the demand of all days "
    "until the next visit of the week (two, two and one days; five for weekly customers).",
    "contrast_weekly_on_monday": "Not defensible: like the first, but all seven weekly customers "
    "are visited on Monday, though the days are to be planned.",
}
CAPACITY, VEHICLES = 200, 3
DEMAND = [25, 30, 20, 15, 35, 40, 18, 22, 28, 32, 19, 21, 26, 24, 23]
DAILY, ALTERNATE, WEEKLY = 0b111, 0b11111000, 0b111111100000000
DAYS = 5
DISTANCE = np.array([
    [0, 12, 18, 9, 15, 22, 7, 14, 20, 11, 16, 8, 13, 19, 10, 17],
    [12, 0, 6, 15, 21, 8, 17, 23, 10, 19, 4, 16, 5, 11, 18, 7],
    [18, 6, 0, 21, 3, 14, 9, 15, 12, 5, 10, 7, 13, 8, 4, 11],
    [9, 15, 21, 0, 18, 11, 16, 22, 7, 14, 20, 3, 19, 10, 17, 6],
    [15, 21, 3, 18, 0, 17, 12, 8, 15, 10, 7, 13, 4, 9, 14, 11],
    [22, 8, 14, 11, 17, 0, 19, 5, 12, 7, 14, 10, 17, 6, 13, 8],
    [7, 17, 9, 16, 12, 19, 0, 14, 21, 8, 15, 11, 18, 5, 12, 9],
    [14, 23, 15, 22, 8, 5, 14, 0, 17, 12, 9, 15, 6, 11, 16, 13],
    [20, 10, 12, 7, 15, 12, 21, 17, 0, 13, 18, 4, 19, 14, 9, 16],
    [11, 19, 5, 14, 10, 7, 8, 12, 13, 0, 15, 11, 6, 17, 12, 9],
    [16, 4, 10, 20, 7, 14, 15, 9, 18, 15, 0, 17, 8, 13, 18, 5],
    [8, 16, 7, 3, 13, 10, 11, 15, 4, 11, 17, 0, 14, 9, 16, 7],
    [13, 5, 13, 19, 4, 17, 18, 6, 19, 6, 8, 14, 0, 15, 10, 17],
    [19, 11, 8, 10, 9, 6, 5, 11, 14, 17, 13, 9, 15, 0, 7, 12],
    [10, 18, 4, 17, 14, 13, 12, 16, 9, 12, 18, 16, 10, 7, 0, 11],
    [17, 7, 11, 6, 11, 8, 9, 13, 16, 9, 5, 7, 17, 12, 11, 0],
])  # fmt: skip


def prove(reading: str) -> float:
    """The shortest total distance of the week under one reading."""
    if reading == "demand_piles_up":
        return week_with_piled_demand()
    costs = day_costs(np.array(DEMAND))
    if reading == "contrast_weekly_on_monday":
        days = alternating(ALTERNATE, 0)
        return float(costs[days[0] | WEEKLY] + costs[days[1:]].sum())
    groups = subsets(ALTERNATE) if reading == "choice_of_days" else [ALTERNATE]
    return min(
        best_week([costs] * DAYS, alternating(three_days, ALTERNATE ^ three_days))
        for three_days in groups
    )


def week_with_piled_demand() -> float:
    """The week when a visit brings what is needed until the next one."""
    factors = np.array([1] * 3 + [2] * 5 + [5] * 7)
    full = day_costs(np.array(DEMAND) * factors)
    factors[3:8] = 1
    last = day_costs(np.array(DEMAND) * factors)
    return best_week([full] * (DAYS - 1) + [last], alternating(ALTERNATE, 0))


def alternating(three_days: int, two_days: int) -> list[int]:
    """The customers with fixed days on each day of the week."""
    return [DAILY | (three_days if day % 2 == 0 else two_days) for day in range(DAYS)]


def best_week(costs: list[np.ndarray], fixed: list[int]) -> float:
    """The cheapest way to spread the weekly customers over the days."""
    weekly = subsets(WEEKLY)
    best = {0: 0.0}
    for cost, base in zip(costs, fixed, strict=True):
        following: dict[int, float] = {}
        for done, extra in product(best, weekly):
            if done & extra == 0:
                value = best[done] + cost[base | extra]
                following[done | extra] = min(value, following.get(done | extra, np.inf))
        best = following
    return float(best[WEEKLY])


def day_costs(load: np.ndarray) -> np.ndarray:
    """For every customer set the least distance of at most three tours that serve it in one day."""
    tour = shortest_tours()
    loads = np.array([load[list(members(mask))].sum() for mask in range(len(tour))])
    one = np.where(loads <= CAPACITY, tour, np.inf)
    day = one
    for _ in range(VEHICLES - 1):
        day = one_more_vehicle(day, one)
    return day


def one_more_vehicle(day: np.ndarray, one: np.ndarray) -> np.ndarray:
    """The least distance of every set when one more vehicle may drive.

    The vehicle that serves the lowest member of the set can be called the new one without loss.
    """
    result = day.copy()
    for mask in range(1, len(one)):
        lowest = mask & -mask
        parts = subset_array(mask ^ lowest)
        result[mask] = min(result[mask], (one[parts | lowest] + day[mask ^ lowest ^ parts]).min())
    return result


@cache
def shortest_tours() -> np.ndarray:
    """The length of the shortest round trip through every set of customers."""
    count = len(DEMAND)
    ending = np.full((1 << count, count), np.inf)
    for mask in range(1, 1 << count):
        for last in members(mask):
            rest = mask ^ (1 << last)
            before = ending[rest] + DISTANCE[1:, last + 1]
            ending[mask, last] = before.min() if rest else DISTANCE[0, last + 1]
    tour = (ending + DISTANCE[1:, 0]).min(axis=1)
    tour[0] = 0
    return tour


def members(mask: int) -> list[int]:
    """The customers in a bit mask."""
    return [customer for customer in range(len(DEMAND)) if mask >> customer & 1]


def subset_array(mask: int) -> np.ndarray:
    """All subsets of a bit mask."""
    result = np.zeros(1, dtype=int)
    for customer in members(mask):
        result = np.concatenate([result, result | 1 << customer])
    return result


def subsets(mask: int) -> list[int]:
    """All subsets of a bit mask as plain numbers."""
    return [int(part) for part in subset_array(mask)]
