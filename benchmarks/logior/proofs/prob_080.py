"""LogiOR prob_080: which distribution centres run each month and how a perishable drug flows."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "The storage capacity limits what a centre holds at the end of a month; the first "
    "stock is lost without cost when its centre is closed in month 1.",
    "capacity_on_handling": "The capacity limits stock carried over plus arrivals of a month.",
    "contrast_oldest_units_sent": "Not defensible: the oldest five units may not be thrown away, "
    "so that their centre opens in month 1 and sends them out, but they meet no demand.",
}
MONTHS = (1, 2, 3, 4, 5, 6)
PLANTS, CENTRES, REGIONS = (0, 1), (0, 1, 2), (0, 1, 2, 3)
PRODUCTION = [[250, 250, 260, 260, 270, 270], [200, 200, 210, 210, 220, 220]]
FIXED = [10_000, 12_000, 9_000]
STORAGE = [300, 350, 280]
INBOUND = [[5, 7, 6], [8, 4, 7]]
OUTBOUND = [[3, 4, 5, 6], [5, 3, 4, 5], [4, 5, 3, 4]]
HOLDING = [2.0, 2.5, 1.8]
DISPOSAL, SHORTAGE = 1, 50
DEMAND = [
    [100, 110, 120, 130, 140, 150],
    [80, 85, 90, 95, 100, 105],
    [120, 125, 130, 135, 140, 145],
    [60, 65, 70, 75, 80, 85],
]
FIRST_CENTRE, FIRST_STOCK, OLDEST_STOCK = 0, 15, 5
"""Both old batches have to be used or thrown away in month 1, so they need no telling apart."""


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals
    model.open = pyo.Var(CENTRES, MONTHS, within=pyo.Binary)
    model.inbound = pyo.Var(PLANTS, CENTRES, MONTHS, within=amount)
    model.fresh = pyo.Var(CENTRES, REGIONS, MONTHS, within=amount)
    model.aged = pyo.Var(CENTRES, REGIONS, MONTHS, within=amount)
    model.kept = pyo.Var(CENTRES, MONTHS, within=amount)
    model.thrown = pyo.Var(CENTRES, MONTHS, within=amount)
    model.short = pyo.Var(REGIONS, MONTHS, within=amount)
    model.arrived = pyo.Expression(
        CENTRES, MONTHS, rule=lambda m, c, t: sum(m.inbound[p, c, t] for p in PLANTS)
    )
    sent = 0
    if reading == "contrast_oldest_units_sent":
        model.open[FIRST_CENTRE, 1].fix(1)
        sent = OLDEST_STOCK
    model.first_stock = FIRST_STOCK - sent
    add_balances(model)
    add_capacities(model, on_handling=reading == "capacity_on_handling")
    model.cost = pyo.Objective(expr=total_cost(model) + sent * min(OUTBOUND[FIRST_CENTRE]))
    return model


def carried_over(model: pyo.ConcreteModel, centre: int, month: int) -> object:
    """Units that are in their last month at a centre."""
    if month > 1:
        return model.kept[centre, month - 1]
    return model.first_stock * model.open[centre, 1] if centre == FIRST_CENTRE else 0


def add_balances(model: pyo.ConcreteModel) -> None:
    """Fresh units go out or are kept, aged ones go out or are waste, demand is met or short."""
    model.fresh_units = pyo.Constraint(
        CENTRES,
        MONTHS,
        rule=lambda m, c, t: (
            m.arrived[c, t] == sum(m.fresh[c, r, t] for r in REGIONS) + m.kept[c, t]
        ),
    )
    model.aged_units = pyo.Constraint(
        CENTRES,
        MONTHS,
        rule=lambda m, c, t: (
            sum(m.aged[c, r, t] for r in REGIONS) + m.thrown[c, t] == carried_over(m, c, t)
        ),
    )
    model.demand = pyo.Constraint(
        REGIONS,
        MONTHS,
        rule=lambda m, r, t: (
            sum(m.fresh[c, r, t] + m.aged[c, r, t] for c in CENTRES) + m.short[r, t]
            == DEMAND[r][t - 1]
        ),
    )


def add_capacities(model: pyo.ConcreteModel, *, on_handling: bool) -> None:
    """What plants make and open centres hold; closed centres send and receive nothing."""
    model.production = pyo.Constraint(
        PLANTS,
        MONTHS,
        rule=lambda m, p, t: sum(m.inbound[p, c, t] for c in CENTRES) <= PRODUCTION[p][t - 1],
    )
    model.storage = pyo.Constraint(
        CENTRES, MONTHS, rule=lambda m, c, t: m.kept[c, t] <= STORAGE[c] * m.open[c, t]
    )
    model.receiving = pyo.Constraint(
        CENTRES,
        MONTHS,
        rule=lambda m, c, t: (
            m.arrived[c, t] <= sum(PRODUCTION[p][t - 1] for p in PLANTS) * m.open[c, t]
        ),
    )
    model.sending = pyo.Constraint(
        CENTRES,
        REGIONS,
        MONTHS,
        rule=lambda m, c, r, t: (
            m.fresh[c, r, t] + m.aged[c, r, t] <= DEMAND[r][t - 1] * m.open[c, t]
        ),
    )
    if on_handling:
        model.handling = pyo.Constraint(
            CENTRES,
            MONTHS,
            rule=lambda m, c, t: (
                m.arrived[c, t] + carried_over(m, c, t) <= STORAGE[c] * m.open[c, t]
            ),
        )


def total_cost(model: pyo.ConcreteModel) -> object:
    """Centres, transport, holding, disposal and shortage."""
    inbound = sum(INBOUND[p][c] * units for (p, c, _), units in model.inbound.items())
    outbound = sum(
        OUTBOUND[c][r] * (model.fresh[c, r, t] + model.aged[c, r, t]) for c, r, t in model.fresh
    )
    at_centres = sum(
        FIXED[c] * model.open[c, t] + HOLDING[c] * model.kept[c, t] + DISPOSAL * model.thrown[c, t]
        for c, t in model.open
    )
    return inbound + outbound + at_centres + SHORTAGE * sum(model.short.values())
