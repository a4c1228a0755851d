"""IndustryOR prob_096: blending two products from a tank of three liquids and a fourth one."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Both products sell at 9.15 as printed; market figures are upper limits.",
    "two_prices": "The printed price is taken for two numbers, 9 and 15; upper limits.",
    "must_meet": "Both sell at 9.15 and the market figures must be met.",
    "two_prices_must_meet": "Prices 9 and 15 and the market figures must be met.",
}

COST = {"A": 6, "B": 16, "D": 15}
SULPHUR = {"A": 3, "B": 1, "D": 1}
PRODUCTS = {"first": (2.5, 100), "second": (1.5, 200)}


def build(reading: str) -> pyo.ConcreteModel:
    """Pooling: flows from tank and from C to products share the tank's sulphur content."""
    prices = (9, 15) if reading.startswith("two_prices") else (9.15, 9.15)
    price = dict(zip(PRODUCTS, prices, strict=True))
    model = pyo.ConcreteModel()
    model.into_tank = pyo.Var(COST, bounds=(0, 300))
    model.into_tank["D"].setub(50)
    model.from_tank = pyo.Var(PRODUCTS, bounds=(0, 200))
    model.direct = pyo.Var(PRODUCTS, bounds=(0, 200))
    model.content = pyo.Var(bounds=(1, 3))
    model.mass = pyo.Constraint(
        expr=sum(model.into_tank[i] for i in COST) == sum(model.from_tank[p] for p in PRODUCTS)
    )
    model.sulphur = pyo.Constraint(
        expr=sum(SULPHUR[i] * model.into_tank[i] for i in COST)
        == sum(model.content * model.from_tank[p] for p in PRODUCTS)
    )
    _products(model, reading.endswith("must_meet"))
    sales = sum(price[p] * (model.from_tank[p] + model.direct[p]) for p in PRODUCTS)
    paid = sum(COST[i] * model.into_tank[i] for i in COST)
    paid += 10 * sum(model.direct[p] for p in PRODUCTS)
    model.profit = pyo.Objective(expr=sales - paid, sense=pyo.maximize)
    return model


def _products(model: pyo.ConcreteModel, must_meet: bool) -> None:
    model.quality = pyo.Constraint(
        list(PRODUCTS),
        rule=lambda m, p: (
            m.content * m.from_tank[p] + 2 * m.direct[p]
            <= PRODUCTS[p][0] * (m.from_tank[p] + m.direct[p])
        ),
    )
    model.market = pyo.Constraint(
        list(PRODUCTS),
        rule=lambda m, p: (
            PRODUCTS[p][1] if must_meet else 0,
            m.from_tank[p] + m.direct[p],
            PRODUCTS[p][1],
        ),
    )
