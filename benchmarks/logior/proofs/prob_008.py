"""LogiOR prob_008: where along the quay and when each of nine vessels berths."""

from __future__ import annotations

from itertools import combinations, permutations

import pyomo.environ as pyo

READINGS = {
    "plain": "Positions are those of a vessel's lower end (64 cannot be a middle); delay is "
    "waiting after arrival; work may go on after the four days.",
    "within_four_days": "Like the first, and every vessel has to be finished within 96 hours.",
}
QUAY = 900
LENGTH = [287, 196, 261, 288, 208, 238, 190, 217, 254]
ARRIVAL = [9, 27, 34, 40, 1, 31, 28, 20, 22]
WORK = [7, 31, 31, 25, 29, 11, 28, 24, 20]
WISH = [375, 419, 591, 510, 567, 64, 507, 377, 93]
SHIFT_COST = [8, 4, 5, 5, 2, 6, 8, 6, 8]
DELAY_COST = [7, 7, 3, 4, 4, 7, 2, 4, 7]
VESSELS = range(9)
ORDERED = list(permutations(VESSELS, 2))
LATEST_END = max(ARRIVAL) + sum(WORK)
"""Without needless waiting everything ends by then, even when vessels berth one after another."""


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading: two vessels are apart along the quay or in time."""
    model = pyo.ConcreteModel()
    end = 96 if reading == "within_four_days" else LATEST_END
    whole = pyo.NonNegativeIntegers
    model.position = pyo.Var(VESSELS, within=whole, bounds=lambda m, v: (0, QUAY - LENGTH[v]))
    model.start = pyo.Var(VESSELS, within=whole, bounds=lambda m, v: (ARRIVAL[v], end - WORK[v]))
    model.shift = pyo.Var(VESSELS, within=pyo.NonNegativeReals)
    model.up = pyo.Constraint(VESSELS, rule=lambda m, v: m.shift[v] >= m.position[v] - WISH[v])
    model.down = pyo.Constraint(VESSELS, rule=lambda m, v: m.shift[v] >= WISH[v] - m.position[v])
    add_distances(model, end)
    model.cost = pyo.Objective(
        expr=sum(
            SHIFT_COST[v] * model.shift[v] + DELAY_COST[v] * (model.start[v] - ARRIVAL[v])
            for v in VESSELS
        )
    )
    return model


def add_distances(model: pyo.ConcreteModel, end: int) -> None:
    """Of two vessels, one lies below the other or leaves before the other comes."""
    model.below = pyo.Var(ORDERED, within=pyo.Binary)
    model.before = pyo.Var(ORDERED, within=pyo.Binary)
    model.apart = pyo.Constraint(
        list(combinations(VESSELS, 2)),
        rule=lambda m, a, b: m.below[a, b] + m.below[b, a] + m.before[a, b] + m.before[b, a] >= 1,
    )
    model.sides = pyo.Constraint(
        ORDERED,
        rule=lambda m, a, b: (
            m.position[a] + LENGTH[a] <= m.position[b] + QUAY * (1 - m.below[a, b])
        ),
    )
    model.times = pyo.Constraint(
        ORDERED,
        rule=lambda m, a, b: (
            m.start[a] + WORK[a] <= m.start[b] + (end - ARRIVAL[b]) * (1 - m.before[a, b])
        ),
    )
