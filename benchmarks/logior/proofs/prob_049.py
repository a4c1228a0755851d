"""LogiOR prob_049: where to put a sorting and a storage facility among two given areas."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A pair's trips count once, the fixed pair included; the least spacing of two areas "
    "is measured along the allowed directions of movement.",
    "straight_spacing": "Like the first, with the least spacing measured in a straight line.",
    "trips_both_ways": "The trips of the table run in each direction; spacing as in the first.",
    "trips_both_ways_straight": "Trips in each direction, spacing in a straight line.",
}
FIXED = {"packaging": (0, 0), "dock": (800, 600)}
PLACED = ("sorting", "storage")
TRIPS = {
    ("packaging", "dock"): 20,
    ("packaging", "sorting"): 15,
    ("packaging", "storage"): 10,
    ("dock", "sorting"): 25,
    ("dock", "storage"): 30,
    ("sorting", "storage"): 40,
}
COST, SIDE, SPACING = 0.5, 1000, 100


def build(reading: str) -> pyo.ConcreteModel:
    """The location model of one reading."""
    model = pyo.ConcreteModel()
    model.place = pyo.Var(PLACED, (0, 1), bounds=(0, SIDE))
    model.gap = pyo.Var(TRIPS, (0, 1), bounds=(0, SIDE))
    model.later = pyo.Var(TRIPS, (0, 1), within=pyo.Binary)
    model.gaps = pyo.ConstraintList()
    for pair in TRIPS:
        for axis in (0, 1):
            add_gap(model, pair, axis)
    straight = reading.endswith(("straight", "straight_spacing"))
    model.spaced = pyo.Constraint(
        TRIPS,
        rule=lambda m, *pair: (
            m.gap[pair, 0] ** 2 + m.gap[pair, 1] ** 2 >= SPACING**2
            if straight
            else m.gap[pair, 0] + m.gap[pair, 1] >= SPACING
        ),
    )
    ways = 2 if reading.startswith("trips_both_ways") else 1
    model.cost = pyo.Objective(
        expr=ways
        * COST
        * sum(trips * (model.gap[pair, 0] + model.gap[pair, 1]) for pair, trips in TRIPS.items())
    )
    return model


def coordinate(model: pyo.ConcreteModel, area: str, axis: int) -> object:
    """The coordinate of an area, given or to be found."""
    return FIXED[area][axis] if area in FIXED else model.place[area, axis]


def add_gap(model: pyo.ConcreteModel, pair: tuple[str, str], axis: int) -> None:
    """Make the gap of a pair exactly the absolute difference of its coordinates."""
    difference = coordinate(model, pair[1], axis) - coordinate(model, pair[0], axis)
    gap, later = model.gap[pair, axis], model.later[pair, axis]
    model.gaps.add(gap >= difference)
    model.gaps.add(gap >= -difference)
    model.gaps.add(gap <= difference + 2 * SIDE * (1 - later))
    model.gaps.add(gap <= -difference + 2 * SIDE * later)
