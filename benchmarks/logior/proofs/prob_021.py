"""LogiOR prob_021: how many forklifts of each kind of lease to hold in each of seven weeks."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole forklifts, any number of shared ones; the weekly promotional lease may vary.",
    "promotion_for_all_four_weeks": "A promotional forklift, once leased, is paid for four weeks.",
    "fractional": "Like the first, but fractions of a forklift may be leased.",
    "contrast_same_shared": "Not defensible: the number of shared forklifts is the same in all "
    "three weeks in which they are offered.",
}
NEED = {1: 6, 2: 9, 3: 12, 4: 8, 5: 5, 6: 7, 7: 4}
SHARED_WEEKS = (2, 4, 5)
PROMOTION_WEEKS = (4, 5, 6, 7)
PROMOTION_LIMIT = 2
LONG_TERM, SHORT_TERM, SHARED, PROMOTION = 240, 390, 220, 190


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    whole = pyo.NonNegativeReals if reading == "fractional" else pyo.NonNegativeIntegers
    model.long_term = pyo.Var(within=whole)
    model.short_term = pyo.Var(NEED, within=whole)
    model.shared = pyo.Var(SHARED_WEEKS, within=whole)
    model.promotion = pyo.Var(PROMOTION_WEEKS, within=whole, bounds=(0, PROMOTION_LIMIT))
    model.meet_need = pyo.Constraint(NEED, rule=forklifts_suffice)
    if reading == "promotion_for_all_four_weeks":
        model.same_promotion = pyo.Constraint(PROMOTION_WEEKS, rule=promotion_stays)
    if reading == "contrast_same_shared":
        model.same_shared = pyo.Constraint(
            SHARED_WEEKS[1:], rule=lambda m, week: m.shared[week] == m.shared[SHARED_WEEKS[0]]
        )
    model.cost = pyo.Objective(
        expr=LONG_TERM * len(NEED) * model.long_term
        + SHORT_TERM * pyo.quicksum(model.short_term.values())
        + SHARED * pyo.quicksum(model.shared.values())
        + PROMOTION * pyo.quicksum(model.promotion.values())
    )
    return model


def forklifts_suffice(model: pyo.ConcreteModel, week: int) -> object:
    """All forklifts at hand in a week cover its need."""
    shared = model.shared[week] if week in SHARED_WEEKS else 0
    promotion = model.promotion[week] if week in PROMOTION_WEEKS else 0
    return model.long_term + model.short_term[week] + shared + promotion >= NEED[week]


def promotion_stays(model: pyo.ConcreteModel, week: int) -> object:
    """The number of promotional forklifts is that of the first promotional week."""
    if week == PROMOTION_WEEKS[0]:
        return pyo.Constraint.Skip
    return model.promotion[week] == model.promotion[PROMOTION_WEEKS[0]]
