"""IndustryOR prob_064: monthly ovens and heaters under five ranked goals."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Goal model; workshop B may work beyond 150 hours, so all goals can be met: 0.",
    "cost": "All goals as constraints, B beyond 150 hours allowed; value: hours and selling cost.",
    "no_overtime_in_b": "B stops at 150 hours; value: heaters missing once earlier goals are met.",
    "all_hard": "Goals as constraints and B stops at 150 hours.",
}


def build(reading: str) -> pyo.ConcreteModel:
    """Numbers of ovens and heaters; lexicographic order is kept by fixing met goals."""
    model = pyo.ConcreteModel()
    model.ovens = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.heaters = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.missing = pyo.Var(domain=pyo.NonNegativeReals)
    hours_a = 2 * model.ovens + model.heaters
    hours_b = model.ovens + 3 * model.heaters
    selling = 30 * model.ovens + 50 * model.heaters
    model.selling = pyo.Constraint(expr=selling <= 5500)
    model.sold_ovens = pyo.Constraint(expr=model.ovens >= 80)
    model.use_a = pyo.Constraint(expr=(250, hours_a, 270))
    limited = reading in ("no_overtime_in_b", "all_hard")
    model.use_b = pyo.Constraint(expr=(150, hours_b, 150 if limited else None))
    model.sold_heaters = pyo.Constraint(expr=model.heaters + model.missing >= 50)
    if reading in ("cost", "all_hard"):
        model.missing.fix(0)
    cost = 80 * hours_a + 20 * hours_b + selling
    money = reading in ("cost", "all_hard")
    model.value = pyo.Objective(expr=cost if money else model.missing)
    return model
