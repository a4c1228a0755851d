"""IndustryOR prob_082: fewest waiters on eight-hour shifts around the clock."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole people; a shift covers two successive four-hour periods, every day alike."
}

NEEDED = (4, 8, 10, 7, 12, 4)


def build(reading: str) -> pyo.ConcreteModel:
    """Cyclic covering; who starts in one period also serves the next."""
    del reading
    model = pyo.ConcreteModel()
    model.start = pyo.Var(range(6), domain=pyo.NonNegativeIntegers)
    model.cover = pyo.Constraint(
        range(6), rule=lambda m, t: m.start[t] + m.start[(t - 1) % 6] >= NEEDED[t]
    )
    model.people = pyo.Objective(expr=sum(model.start[t] for t in range(6)))
    return model
