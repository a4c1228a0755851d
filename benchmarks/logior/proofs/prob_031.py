"""LogiOR prob_031: how many shipments to contract from each of three providers."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole shipments are contracted; the size shares hold on average.",
    "fractional": "Like the first, but a fraction of a shipment may be contracted.",
}
COST = [5.2, 4.7, 3.5]
SHARE = [[45, 30, 15], [35, 45, 20], [20, 25, 65]]
NEED = [500, 300, 300]
MOST = 700
PROVIDERS, SIZES = range(3), range(3)


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading; shares are in percent."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals if reading == "fractional" else pyo.NonNegativeIntegers
    model.contracted = pyo.Var(PROVIDERS, within=amount, bounds=(0, MOST))
    model.need = pyo.Constraint(
        SIZES,
        rule=lambda m, s: sum(SHARE[s][p] * m.contracted[p] for p in PROVIDERS) >= 100 * NEED[s],
    )
    model.cost = pyo.Objective(expr=sum(COST[p] * model.contracted[p] for p in PROVIDERS))
    return model
