"""LogiOR prob_091: which donations a truck collects on one afternoon tour.

Every choice of donations is tried; it has to fit on the truck, and the shortest tour through its
supermarkets has to end in time.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, combinations
from math import dist

READINGS = {
    "plain": "The truck may stop at any of the eight supermarkets listed, as time allows.",
    "four_stops_at_most": "The truck stops at four supermarkets at most.",
    "four_stops": "The truck stops at exactly four supermarkets.",
    "first_four": "Only the first four supermarkets of the table take part.",
    "contrast_other_places": "Not defensible: the supermarkets lie elsewhere than the text says.",
}
Places = tuple[tuple[int, int], ...]
PRINTED = ((5, 10), (15, 5), (20, 15), (25, 20), (30, 25), (35, 30), (40, 35), (45, 40))
ELSEWHERE = ((5, 10), (12, 8), (-10, 5), (0, -15), (-15, -10), (15, -5), (8, 18), (-5, -20))
"""Places with the distances that the label was made from."""
DONATIONS = [
    (0, 8, 150, 80), (0, 3, 50, 65), (1, 10, 100, 50), (1, 5, 80, 40),
    (2, 6, 200, 100), (2, 4, 60, 45), (3, 7, 120, 60), (3, 4, 100, 70),
    (3, 2, 30, 55), (4, 3, 40, 75), (4, 2, 50, 50), (5, 5, 110, 90),
    (5, 4, 90, 95), (6, 6, 120, 30), (6, 8, 150, 25), (7, 9, 70, 35),
]  # fmt: skip
"""Supermarket, volume in tenths of a cubic metre, kilograms, priority."""
VOLUME, PAYLOAD = 20, 500
MINUTES, STOP, SPEED = 240, 20, 40
STOPS = 4


def prove(reading: str) -> float:
    """The largest sum of priorities under one reading."""
    sizes = range(len(DONATIONS) + 1)
    choices = chain.from_iterable(combinations(DONATIONS, size) for size in sizes)
    fitting = (choice for choice in choices if fits(choice))
    return max(
        sum(donation[3] for donation in choice)
        for choice in fitting
        if possible(frozenset(donation[0] for donation in choice), reading)
    )


def fits(choice: tuple[tuple[int, int, int, int], ...]) -> bool:
    """Whether the truck can load the donations."""
    volume = sum(donation[1] for donation in choice)
    return volume <= VOLUME and sum(donation[2] for donation in choice) <= PAYLOAD


@cache
def possible(stops: frozenset[int], reading: str) -> bool:
    """Whether a tour with these stops, or more where a number is set, ends in time."""
    if reading == "four_stops":
        others = set(range(len(PRINTED))) - stops
        more = STOPS - len(stops)
        return more >= 0 and any(
            in_time(stops | set(e), PRINTED) for e in combinations(others, more)
        )
    if reading == "four_stops_at_most" and len(stops) > STOPS:
        return False
    if reading == "first_four" and max(stops, default=0) >= STOPS:
        return False
    return in_time(stops, ELSEWHERE if reading == "contrast_other_places" else PRINTED)


@cache
def in_time(stops: frozenset[int], places: Places) -> bool:
    """Whether the shortest round trip and the loading end before the truck is due."""
    shortest = min(
        (shortest_way(stops, last, places) + dist((0, 0), places[last]) for last in stops),
        default=0.0,
    )
    return shortest / SPEED * 60 + STOP * len(stops) <= MINUTES


@cache
def shortest_way(stops: frozenset[int], last: int, places: Places) -> float:
    """The shortest way from the food bank through all stops that ends at `last`."""
    rest = stops - {last}
    if not rest:
        return dist((0, 0), places[last])
    return min(
        shortest_way(rest, before, places) + dist(places[before], places[last]) for before in rest
    )
