"""LogiOR prob_019: which truck serves which supermarkets in what order within their time windows.

All sequences of supermarkets a truck can load and reach in time are enumerated (a sequence that is
late stays late when it grows); the shortest feasible tour of each set enters an exact partition.
"""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

READINGS = {
    "plain": "Unloading has to start within the window; a truck may wait; at most five trucks.",
    "unloading_ends_inside": "Unloading has to start and end within the window; waiting allowed.",
    "all_trucks_leave": "Like the first, but each of the five trucks has to visit a supermarket.",
    "no_waiting": "A truck has to arrive within the window and starts unloading on arrival.",
    "contrast_one_clock": "Not defensible: all five trucks leave the centre at one moment, drive "
    "straight to a stop, leave every stop within its window, and return at one moment.",
}
CAPACITY = 3000
TRUCKS = 5
MINUTES_PER_KILOMETRE = 60 / 40
EARLIEST_START = 6.5 * 60
LATEST_RETURN = 12 * 60


class Supermarket(NamedTuple):
    """A point with its load in kilograms, its window in hours and its unloading time in minutes."""

    x: float
    y: float
    load: int
    opens: float
    closes: float
    unloading: int


SUPERMARKETS = [
    Supermarket(-5, 4, 800, 7, 9, 20),
    Supermarket(3, 6, 600, 8, 10, 15),
    Supermarket(-2, -3, 900, 7.5, 9.5, 25),
    Supermarket(4, -2, 700, 8.5, 10.5, 20),
    Supermarket(-4, -5, 500, 9, 11, 15),
    Supermarket(6, 3, 850, 7, 9, 25),
    Supermarket(-3, 5, 750, 8, 10, 20),
    Supermarket(5, -4, 600, 9.5, 11.5, 15),
    Supermarket(-6, -2, 450, 8, 10, 15),
    Supermarket(2, 7, 800, 7.5, 9.5, 20),
    Supermarket(-1, -6, 550, 9, 11, 15),
    Supermarket(4, 5, 700, 8.5, 10.5, 20),
]
CENTRE = Supermarket(0, 0, 0, 6.5, 12, 0)


class Way(NamedTuple):
    """A sequence begun: members, the last one, its length, load, and when its last unloading ends.

    Without waiting every delay of the start shifts all arrivals, so the way keeps the latest shift.
    """

    members: frozenset[int]
    last: Supermarket
    length: float
    load: int
    ready: float
    shift: float


def prove(reading: str) -> float | None:
    """The shortest total distance under one reading."""
    if reading == "contrast_one_clock":
        return with_one_clock()
    return choose_tours(shortest_tours(reading), TRUCKS if reading == "all_trucks_leave" else 0)


def choose_tours(tours: dict[frozenset[int], float], fewest: int) -> float | None:
    """The cheapest tours that visit every supermarket once with an allowed number of trucks."""
    if not tours:
        return None
    visits = np.zeros((len(SUPERMARKETS), len(tours)))
    for column, members in enumerate(tours):
        visits[list(members), column] = 1
    rules = [
        LinearConstraint(visits, 1, 1),
        LinearConstraint(np.ones((1, len(tours))), fewest, TRUCKS),
    ]
    result = milp(
        np.array(list(tours.values())),
        constraints=rules,
        integrality=np.ones(len(tours)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0},
    )
    return float(result.fun) if result.success else None


def shortest_tours(reading: str) -> dict[frozenset[int], float]:
    """The shortest feasible round trip of every set of supermarkets that has one."""
    best: dict[frozenset[int], float] = {}
    start = Way(frozenset(), CENTRE, 0.0, 0, EARLIEST_START, LATEST_RETURN - EARLIEST_START)
    open_ways = [start]
    while open_ways:
        way = open_ways.pop()
        for number in set(range(len(SUPERMARKETS))) - way.members:
            longer = extend(way, number, reading)
            if longer is None:
                continue
            open_ways.append(longer)
            back = distance(longer.last, CENTRE)
            if longer.ready + back * MINUTES_PER_KILOMETRE <= LATEST_RETURN + 1e-9:
                total = longer.length + back
                best[longer.members] = min(total, best.get(longer.members, float("inf")))
    return best


def extend(way: Way, number: int, reading: str) -> Way | None:
    """The way with one more supermarket at its end, or None where it does not fit or is late."""
    there = SUPERMARKETS[number]
    load = way.load + there.load
    step = distance(way.last, there)
    arrival = way.ready + step * MINUTES_PER_KILOMETRE
    begin = max(arrival, there.opens * 60)
    delay = begin - arrival
    if reading == "no_waiting" and delay > way.shift + 1e-9:
        return None
    latest = there.closes * 60
    if reading == "unloading_ends_inside":
        latest -= there.unloading
    if load > CAPACITY or begin > latest + 1e-9:
        return None
    shift = min(way.shift - delay, latest - begin)
    members = way.members | {number}
    return Way(members, there, way.length + step, load, begin + there.unloading, shift)


def distance(first: Supermarket, second: Supermarket) -> float:
    """Straight-line distance in kilometres."""
    return hypot(first.x - second.x, first.y - second.y)


def with_one_clock() -> float | None:
    """The shortest total distance when five trucks leave together and return together.

    An earlier start or a later return only helps, so that only those matter at which a first window
    just opens or a last one just closes.
    """
    starts = {there.opens * 60 - minutes(CENTRE, there) for there in SUPERMARKETS}
    returns = {there.closes * 60 + minutes(there, CENTRE) for there in SUPERMARKETS}
    values = []
    for start in starts:
        ways = ways_from(start) if start >= EARLIEST_START else []
        ends = [end for end in returns if end <= LATEST_RETURN]
        values += [choose_tours(tours_until(end, ways), TRUCKS) for end in ends]
    return min((value for value in values if value is not None), default=None)


def ways_from(start: float) -> list[Way]:
    """All ways of a truck that leaves at a moment and drives straight to its first stop."""
    found: list[Way] = []
    open_ways = [Way(frozenset(), CENTRE, 0.0, 0, start, 0.0)]
    while open_ways:
        way = open_ways.pop()
        for number in set(range(len(SUPERMARKETS))) - way.members:
            longer = extend(way, number, "unloading_ends_inside")
            if longer and (way.members or not is_early(longer, start)):
                open_ways.append(longer)
        found.append(way)
    return found[1:]


def tours_until(end: float, ways: list[Way]) -> dict[frozenset[int], float]:
    """The shortest round trip of every set, where the last stop is left in time and its window."""
    best: dict[frozenset[int], float] = {}
    for way in ways:
        leaving = end - minutes(way.last, CENTRE)
        if way.ready - 1e-9 <= leaving <= way.last.closes * 60 + 1e-9:
            total = way.length + distance(way.last, CENTRE)
            best[way.members] = min(total, best.get(way.members, float("inf")))
    return best


def is_early(way: Way, start: float) -> bool:
    """Whether the first stop is reached before its window opens."""
    return start + minutes(CENTRE, way.last) < way.last.opens * 60 - 1e-9


def minutes(first: Supermarket, second: Supermarket) -> float:
    """Minutes of the way."""
    return distance(first, second) * MINUTES_PER_KILOMETRE
