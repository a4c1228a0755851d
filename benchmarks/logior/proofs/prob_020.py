"""LogiOR prob_020: which truck carries out which orders, in what order of pickups and deliveries.

All sequences of pickups and deliveries that keep load and windows are enumerated from the depot,
each truck leaving as early as it likes; the shortest round trip of every set of orders enters an
exact partition.
"""

from __future__ import annotations

from math import dist
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

READINGS = {
    "plain": "The windows as printed: order 4 is due at 12:20 sharp, but from its pickup at "
    "12:00 the drive takes until 12:25, so there is no plan.",
    "window_of_an_hour": "Order 4 may be delivered until 13:20, an hour like all other orders.",
    "all_trucks_leave": "Order 4 may be delivered until 13:20 and all three trucks carry an order.",
    "contrast_slow_trucks": "Not defensible: order 4 may be delivered until 13:20, and the trucks "
    "drive 15 kilometres an hour instead of 30.",
}
CAPACITY = 1000
SPEED, SLOW_SPEED = 30, 15
TRUCKS = 3
DEPOT = (0.0, 0.0)
Point = tuple[float, float]
Window = tuple[int, int]


class Order(NamedTuple):
    """An order with windows in minutes of the day and a weight in kilograms."""

    pickup: Point
    pickup_window: Window
    delivery: Point
    delivery_window: Window
    weight: int


ORDERS = [
    Order((1.41, 2.64), (570, 600), (8.56, 1.11), (580, 640), 198),
    Order((6.34, -4.45), (720, 750), (3.63, -7.65), (730, 790), 252),
    Order((3.04, 7.82), (630, 660), (-8.88, 9.6), (650, 710), 94),
    Order((8.18, -6.27), (720, 750), (-4.31, -5.73), (740, 740), 223),
    Order((3.03, 2.34), (750, 780), (7.93, 5.0), (760, 820), 163),
    Order((0.07, 9.32), (510, 540), (-7.54, -3.57), (540, 600), 247),
    Order((0.57, -1.09), (480, 510), (-5.15, -4.55), (490, 550), 133),
    Order((8.87, 2.71), (840, 870), (-9.87, 0.49), (870, 930), 188),
    Order((-3.97, -3.81), (600, 630), (-3.91, -2.12), (600, 660), 216),
    Order((-0.08, -8.95), (570, 600), (-6.29, -7.8), (580, 640), 225),
]


class Way(NamedTuple):
    """A truck under way: where it is, what it has picked up and delivered, distance and time."""

    here: Point
    picked: frozenset[int]
    delivered: frozenset[int]
    length: float
    time: float


def prove(reading: str) -> float | str:
    """The shortest total distance under one reading."""
    orders = list(ORDERS)
    if reading != "plain":
        orders[3] = orders[3]._replace(delivery_window=(740, 800))
    speed = SLOW_SPEED if reading == "contrast_slow_trucks" else SPEED
    tours = shortest_tours(orders, speed)
    visits = np.zeros((len(orders), len(tours)))
    for column, members in enumerate(tours):
        visits[list(members), column] = 1
    fewest = TRUCKS if reading == "all_trucks_leave" else 0
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
    return float(result.fun) if result.success else "infeasible"


def shortest_tours(orders: list[Order], speed: int) -> dict[frozenset[int], float]:
    """The shortest round trip of every set of orders one truck can carry out."""
    best: dict[frozenset[int], float] = {}
    layer = {Way(DEPOT, frozenset(), frozenset(), 0.0, 0.0)}
    while layer:
        following: dict[tuple[Point, frozenset[int], frozenset[int]], list[Way]] = {}
        for way in layer:
            if way.picked == way.delivered and way.picked:
                total = way.length + dist(way.here, DEPOT)
                best[way.picked] = min(total, best.get(way.picked, float("inf")))
            for longer in extensions(way, orders, speed):
                following.setdefault(longer[:3], []).append(longer)
        layer = {way for ways in following.values() for way in unbeaten(ways)}
    return best


def extensions(way: Way, orders: list[Order], speed: int) -> list[Way]:
    """Every way that goes on with one more pickup or delivery in time."""
    found = []
    carried = sum(orders[number].weight for number in way.picked - way.delivered)
    for number, order in enumerate(orders):
        if number not in way.picked and carried + order.weight <= CAPACITY:
            stop = go(way, order.pickup, order.pickup_window, speed)
            found += [stop._replace(picked=way.picked | {number})] if stop else []
        elif number in way.picked - way.delivered:
            stop = go(way, order.delivery, order.delivery_window, speed)
            found += [stop._replace(delivered=way.delivered | {number})] if stop else []
    return found


def go(way: Way, place: Point, window: Window, speed: int) -> Way | None:
    """The way on to a place, waiting there for its window to open; None when it is too late."""
    step = dist(way.here, place)
    time = max(way.time + step * 60 / speed, window[0])
    if time > window[1] + 1e-9:
        return None
    return way._replace(here=place, length=way.length + step, time=time)


def unbeaten(ways: list[Way]) -> list[Way]:
    """The ways to the same state that no other one beats in distance and time."""
    kept: list[Way] = []
    for way in sorted(ways, key=lambda each: (each.length, each.time)):
        if not kept or way.time < kept[-1].time:
            kept.append(way)
    return kept
