"""LogiOR prob_036: how many liters of each raw material go into each of two solvents."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Everything produced is sold; the daily profit is stated in cents.",
    "in_dollars": "Like the first, with the profit stated in dollars.",
    "contrast_demand_only": "Not defensible: no more than the demand is produced.",
}
AVAILABLE = {"Alpha": 12_000, "Beta": 10_500, "Gamma": 8_000, "Delta": 5_000}
COST = {"Alpha": 15.0, "Beta": 12.0, "Gamma": 10.0, "Delta": 18.0, "Epsilon": 16.0}
VISCOSITY = {"Alpha": 95, "Beta": 88, "Gamma": 82, "Delta": 105, "Epsilon": 100}
FLASH = {"Alpha": 45, "Beta": 55, "Gamma": 60, "Delta": 40, "Epsilon": 50}
BOILING = {"Alpha": 150, "Beta": 180, "Gamma": 200, "Delta": 130, "Epsilon": 160}
DENSITY = {"Alpha": 85, "Beta": 92, "Gamma": 89, "Delta": 87, "Epsilon": 91}
DEMAND = {"Standard": 8_500, "Premium": 25_000}
LEAST_VISCOSITY = {"Standard": 85, "Premium": 92}
PRICE = {"Standard": 25.50, "Premium": 28.75}
LEAST_BOILING, EXACT_FLASH, EXACT_DENSITY = 140, 50, 88
MOST_BETA = 0.35


def build(reading: str) -> pyo.ConcreteModel:
    """The blending model; densities are in hundredths."""
    model = pyo.ConcreteModel()
    model.blend = pyo.Var(COST, PRICE, within=pyo.NonNegativeReals)
    model.made = pyo.Expression(PRICE, rule=lambda m, s: sum(m.blend[r, s] for r in COST))
    model.available = pyo.Constraint(
        AVAILABLE, rule=lambda m, raw: sum(m.blend[raw, s] for s in PRICE) <= AVAILABLE[raw]
    )
    model.demand = pyo.Constraint(PRICE, rule=lambda m, s: m.made[s] >= DEMAND[s])
    if reading == "contrast_demand_only":
        model.no_more = pyo.Constraint(PRICE, rule=lambda m, s: m.made[s] <= DEMAND[s])
    model.beta = pyo.Constraint(
        PRICE, rule=lambda m, s: m.blend["Beta", s] <= MOST_BETA * m.made[s]
    )
    model.viscosity = pyo.Constraint(
        PRICE, rule=lambda m, s: surplus(m, s, VISCOSITY, LEAST_VISCOSITY[s]) >= 0
    )
    model.boiling = pyo.Constraint(
        PRICE, rule=lambda m, s: surplus(m, s, BOILING, LEAST_BOILING) >= 0
    )
    model.flash = pyo.Constraint(PRICE, rule=lambda m, s: surplus(m, s, FLASH, EXACT_FLASH) == 0)
    model.density = pyo.Constraint(
        PRICE, rule=lambda m, s: surplus(m, s, DENSITY, EXACT_DENSITY) == 0
    )
    cents = sum((PRICE[s] - COST[r]) * model.blend[r, s] for r in COST for s in PRICE)
    model.profit = pyo.Objective(
        expr=cents / 100 if reading == "in_dollars" else cents, sense=pyo.maximize
    )
    return model


def surplus(model: pyo.ConcreteModel, solvent: str, values: dict[str, int], goal: int) -> object:
    """How far a property of a solvent lies above its goal, times the liters made."""
    return sum((values[raw] - goal) * model.blend[raw, solvent] for raw in COST)
