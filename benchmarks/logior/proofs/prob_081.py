"""LogiOR prob_081: how many of 1,000 tons travel on each of three routes."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "The fee of a congested segment counts in dollars as its formula says, even for the "
    "traffic of others alone when nothing is shipped on it.",
    "fee_only_when_used": "The fee of a congested segment is paid only when goods travel on it.",
}
TONS = 1000
PER_TON = [150 * 2.00 + 500 * 0.80, 200 * 2.10 + 350 * 1.90, 100 * 2.20 + 600 * 0.75]
COEFFICIENT = [5e-7, 8e-7]
BACKGROUND = [2000, 1500]
ROUTES = range(3)


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading; fees of unused segments may be taken back."""
    model = pyo.ConcreteModel()
    model.tons = pyo.Var(ROUTES, bounds=(0, TONS))
    model.all_sent = pyo.Constraint(expr=sum(model.tons.values()) == TONS)
    fees = sum(
        COEFFICIENT[route] * (model.tons[route] + BACKGROUND[route]) ** 2 for route in range(2)
    )
    saved: object = 0
    if reading == "fee_only_when_used":
        model.used = pyo.Var(range(2), within=pyo.Binary)
        model.use = pyo.Constraint(
            range(2), rule=lambda m, route: m.tons[route] <= TONS * m.used[route]
        )
        saved = sum(
            COEFFICIENT[route] * BACKGROUND[route] ** 2 * (1 - model.used[route])
            for route in range(2)
        )
    base = sum(PER_TON[route] * model.tons[route] for route in ROUTES)
    model.cost = pyo.Objective(expr=base + fees - saved)
    return model
