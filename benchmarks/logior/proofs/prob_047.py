"""LogiOR prob_047: how many workers begin in each of four shifts and how many orders wait."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "A worker stays for two shifts, also over midnight; whole workers; orders that wait "
    "at the end of a shift cost a dollar each, and none waits at midnight.",
    "no_work_over_midnight": "Like the first, but nobody begins in the last shift of the day.",
    "contrast_single_shifts": "Not defensible: a worker stays for one shift of six hours.",
}
SHIFTS = (0, 1, 2, 3)
ORDERS = [150, 250, 400, 300]
WAGE = 12 * 6
PER_WORKER = 60
PENALTY = 1


def build(reading: str) -> pyo.ConcreteModel:
    """The staffing model of one reading."""
    model = pyo.ConcreteModel()
    model.begin = pyo.Var(SHIFTS, within=pyo.NonNegativeIntegers)
    model.processed = pyo.Var(SHIFTS, within=pyo.NonNegativeReals)
    model.waiting = pyo.Var(SHIFTS, within=pyo.NonNegativeReals)
    model.waiting[SHIFTS[-1]].fix(0)
    if reading == "no_work_over_midnight":
        model.begin[SHIFTS[-1]].fix(0)
    model.capacity = pyo.Constraint(
        SHIFTS,
        rule=lambda m, s: m.processed[s] <= PER_WORKER * present(m, s, reading),
    )
    model.balance = pyo.Constraint(
        SHIFTS,
        rule=lambda m, s: (
            m.waiting[s] == (m.waiting[s - 1] if s else 0) + ORDERS[s] - m.processed[s]
        ),
    )
    shifts = 1 if reading == "contrast_single_shifts" else 2
    model.cost = pyo.Objective(
        expr=shifts * WAGE * sum(model.begin.values()) + PENALTY * sum(model.waiting.values())
    )
    return model


def present(model: pyo.ConcreteModel, shift: int, reading: str) -> object:
    """The workers at work in a shift."""
    if reading == "contrast_single_shifts":
        return model.begin[shift]
    return model.begin[shift] + model.begin[(shift - 1) % len(SHIFTS)]
