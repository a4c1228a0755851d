"""LogiOR prob_027: how many products of both kinds each centre ships to each new hub."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Each hub holds 300 products, a third of the premium stock among them, "
    "even in fractions.",
    "whole_products": "Only whole products move; all 200 premium products are needed but do not "
    "split evenly over three hubs, so there is no plan.",
    "nearly_equal": "Only whole products move; premium stocks of two hubs differ by one at most.",
    "contrast_premium_at_will": "Not defensible: a hub holds any number of premium products.",
    "contrast_first_hub_only": "Not defensible: only the first hub has to hold 300 products, any "
    "number of premium ones among them.",
}
STANDARD = {1: 150, 2: 250, 3: 300}
PREMIUM = {1: 30, 2: 100, 3: 70}
HUBS = (1, 2, 3)
PAIRS = [(one, other) for one in HUBS for other in HUBS if one != other]
HUB_STOCK = 300
TOLERANCE = {"nearly_equal": 1, "contrast_premium_at_will": 900, "contrast_first_hub_only": 900}
"""By how much the premium products of two hubs may differ; otherwise they do not."""
DISTANCE = {
    (1, 1): 0, (1, 2): 12, (1, 3): 18,
    (2, 1): 12, (2, 2): 0, (2, 3): 15,
    (3, 1): 18, (3, 2): 15, (3, 3): 0,
}  # fmt: skip


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading; the objective is the sum of product-kilometres."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals if reading == "plain" else pyo.NonNegativeIntegers
    model.standard = pyo.Var(DISTANCE, within=amount)
    model.premium = pyo.Var(DISTANCE, within=amount)
    model.standard_supply = pyo.Constraint(
        STANDARD, rule=lambda m, c: sum(m.standard[c, h] for h in HUBS) <= STANDARD[c]
    )
    model.premium_supply = pyo.Constraint(
        PREMIUM, rule=lambda m, c: sum(m.premium[c, h] for h in HUBS) <= PREMIUM[c]
    )
    model.hub_stock = pyo.Constraint(
        HUBS[:1] if reading == "contrast_first_hub_only" else HUBS,
        rule=lambda m, h: sum(m.standard[c, h] + m.premium[c, h] for c in STANDARD) == HUB_STOCK,
    )
    tolerance = TOLERANCE.get(reading, 0)
    model.same_premium = pyo.Constraint(
        PAIRS, rule=lambda m, one, other: premium_at(m, one) <= premium_at(m, other) + tolerance
    )
    model.moved = pyo.Objective(
        expr=sum(km * (model.standard[way] + model.premium[way]) for way, km in DISTANCE.items())
    )
    return model


def premium_at(model: pyo.ConcreteModel, hub: int) -> object:
    """The premium products a hub gets."""
    return pyo.quicksum(model.premium[centre, hub] for centre in PREMIUM)
