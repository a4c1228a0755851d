"""LogiOR prob_087: which surcharge each hotspot gets and how many taxis drive there.

Where exactly the willing drivers are sent, the profit is convex in the numbers sent, so an optimum
lies at a corner of the transport constraints, where all numbers are whole. Each possible number of
taxis at a hotspot is then a choice with a known surcharge.
"""

from __future__ import annotations

from math import sqrt

import pyomo.environ as pyo

READINGS = {
    "plain": "At most the willing drivers are sent; nothing limits a surcharge, so the profit "
    "grows without bound.",
    "exactly_the_willing": "Exactly the drivers whom the surcharge makes willing are sent.",
}
AREAS, HOTSPOTS = range(3), range(3)
DEMAND = [30, 50, 40]
TAXIS = [25, 40, 35]
EMPTY_DRIVE = [[16, 28, 24], [20, 12, 32], [24, 20, 16]]
FARE, WILLING = 15, 0.5
MARKED_UP = [(spot, number) for spot in HOTSPOTS for number in range(1, DEMAND[spot] + 1)]


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    model.sent = pyo.Var(AREAS, HOTSPOTS, within=pyo.NonNegativeIntegers)
    model.arriving = pyo.Expression(HOTSPOTS, rule=lambda m, h: sum(m.sent[a, h] for a in AREAS))
    model.taxis = pyo.Constraint(
        AREAS, rule=lambda m, a: sum(m.sent[a, h] for h in HOTSPOTS) <= TAXIS[a]
    )
    model.demand = pyo.Constraint(HOTSPOTS, rule=lambda m, h: m.arriving[h] <= DEMAND[h])
    model.surcharge_revenue = pyo.Var(HOTSPOTS, within=pyo.NonNegativeReals)
    if reading == "plain":
        add_one_paying_taxi(model)
    else:
        add_matching_surcharges(model)
    model.profit = pyo.Objective(
        expr=sum((FARE - EMPTY_DRIVE[a][h]) * taxis for (a, h), taxis in model.sent.items())
        + sum(model.surcharge_revenue.values()),
        sense=pyo.maximize,
    )
    return model


def add_one_paying_taxi(model: pyo.ConcreteModel) -> None:
    """One taxi at a hotspot already earns any surcharge of two or more, which suffices for it."""
    model.sent[0, 0].fix(1)
    for hotspot in HOTSPOTS[1:]:
        model.surcharge_revenue[hotspot].fix(0)


def add_matching_surcharges(model: pyo.ConcreteModel) -> None:
    """Choose the number of taxis at each hotspot with the surcharge that makes as many willing."""
    model.number = pyo.Var(MARKED_UP, within=pyo.Binary)
    model.one_number = pyo.Constraint(
        HOTSPOTS,
        rule=lambda m, h: sum(m.number[h, n] for spot, n in MARKED_UP if spot == h) <= 1,
    )
    model.as_many = pyo.Constraint(
        HOTSPOTS,
        rule=lambda m, h: (
            m.arriving[h] == sum(n * m.number[h, n] for spot, n in MARKED_UP if spot == h)
        ),
    )
    model.revenue = pyo.Constraint(
        HOTSPOTS,
        rule=lambda m, h: (
            m.surcharge_revenue[h]
            == sum(n * sqrt(n / WILLING) * m.number[h, n] for spot, n in MARKED_UP if spot == h)
        ),
    )
