"""LogiOR prob_045: how much paper to process, to refine and to put into two packagings."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Paper is unlimited; quality may be raised twice in a row; rests are waste.",
    "one_step_only": "A ton that was raised to quality 8 cannot be raised again.",
}
METHODS = {1: (4.20, (0.3, 0.4, 0.3)), 2: (3.80, (0.5, 0.3, 0.2)), 3: (4.50, (0.2, 0.5, 0.3))}
QUALITIES = (6, 8, 10)
REFINING = {6: 1.20, 8: 1.80}
PRICE = {"premium": 15, "standard": 8}
LEAST_QUALITY = {"premium": 9, "standard": 7}
DEMAND = {"premium": 2_500, "standard": 800}


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading, in tons."""
    model = pyo.ConcreteModel()
    model.processed = pyo.Var(METHODS, within=pyo.NonNegativeReals)
    model.refined = pyo.Var(REFINING, within=pyo.NonNegativeReals)
    model.used = pyo.Var(QUALITIES, PRICE, within=pyo.NonNegativeReals)
    model.sold = pyo.Expression(PRICE, rule=lambda m, p: sum(m.used[q, p] for q in QUALITIES))
    model.balance = pyo.Constraint(QUALITIES, rule=tons_suffice)
    if reading == "one_step_only":
        model.fresh = pyo.Constraint(expr=model.refined[8] <= yielded(model, 8))
    model.demand = pyo.Constraint(PRICE, rule=lambda m, p: m.sold[p] <= DEMAND[p])
    model.quality = pyo.Constraint(
        PRICE,
        rule=lambda m, p: sum((q - LEAST_QUALITY[p]) * m.used[q, p] for q in QUALITIES) >= 0,
    )
    model.profit = pyo.Objective(
        expr=sum(PRICE[p] * model.sold[p] for p in PRICE)
        - sum(cost * model.processed[m] for m, (cost, _) in METHODS.items())
        - sum(cost * model.refined[q] for q, cost in REFINING.items()),
        sense=pyo.maximize,
    )
    return model


def yielded(model: pyo.ConcreteModel, quality: int) -> object:
    """Tons of a quality that processing yields."""
    place = QUALITIES.index(quality)
    return sum(shares[place] * model.processed[m] for m, (_, shares) in METHODS.items())


def tons_suffice(model: pyo.ConcreteModel, quality: int) -> object:
    """What is used or refined of a quality was yielded or refined before."""
    used = sum(model.used[quality, packaging] for packaging in PRICE)
    away = model.refined[quality] if quality in REFINING else 0
    gained = model.refined[quality - 2] if quality - 2 in REFINING else 0
    return used + away <= yielded(model, quality) + gained
