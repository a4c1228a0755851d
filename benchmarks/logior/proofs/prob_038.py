"""LogiOR prob_038: how much raw material to process, what to process further and what to sell."""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "Amounts are whole units; parts may be left over; market demand caps what is sold.",
    "continuous": "Like the first, but amounts may be fractional.",
    "nothing_left_over": "Whole units, and every part made is sold or processed further.",
}
RAW_COST, RAW_ENERGY, RAW_HOURS = 60, 8, 7
ENGINES_PER_RAW, TRANSMISSIONS_PER_RAW = 7, 3
PRICE = {"engine": 25, "transmission": 35, "brake": 45}
MARKET = {"engine": 20_000, "transmission": 15_000, "brake": 12_000}
STEP_COST = {"engine_to_transmission": 5, "engine_to_brake": 10, "transmission_to_brake": 12}
STEP_HOURS = {"engine_to_transmission": 4, "engine_to_brake": 6, "transmission_to_brake": 5}
HOURS = 60_000
LEAST_BRAKES = 4_000


def build(reading: str) -> pyo.ConcreteModel:
    """The model of one reading."""
    model = pyo.ConcreteModel()
    amount = pyo.NonNegativeReals if reading == "continuous" else pyo.NonNegativeIntegers
    model.raw = pyo.Var(within=amount)
    model.step = pyo.Var(STEP_COST, within=amount)
    model.sold = pyo.Var(PRICE, within=amount)
    model.left = pyo.Var(PRICE, within=amount)
    if reading == "nothing_left_over":
        model.none_left = pyo.Constraint(PRICE, rule=lambda m, part: m.left[part] == 0)
    model.market = pyo.Constraint(PRICE, rule=lambda m, part: m.sold[part] <= MARKET[part])
    add_balances(model)
    hours = sum(hour * model.step[step] for step, hour in STEP_HOURS.items())
    model.hours = pyo.Constraint(expr=RAW_HOURS * model.raw + hours <= HOURS)
    model.profit = pyo.Objective(
        expr=sum(price * model.sold[part] for part, price in PRICE.items())
        - (RAW_COST + RAW_ENERGY) * model.raw
        - sum(cost * model.step[step] for step, cost in STEP_COST.items()),
        sense=pyo.maximize,
    )
    return model


def add_balances(model: pyo.ConcreteModel) -> None:
    """What is made of each part is sold, processed further or left; brakes reach the contract."""
    step, sold, left = model.step, model.sold, model.left
    model.engines = pyo.Constraint(
        expr=ENGINES_PER_RAW * model.raw
        == sold["engine"]
        + step["engine_to_transmission"]
        + step["engine_to_brake"]
        + left["engine"]
    )
    model.transmissions = pyo.Constraint(
        expr=TRANSMISSIONS_PER_RAW * model.raw + step["engine_to_transmission"]
        == sold["transmission"] + step["transmission_to_brake"] + left["transmission"]
    )
    brakes = step["engine_to_brake"] + step["transmission_to_brake"]
    model.brakes = pyo.Constraint(expr=brakes == sold["brake"] + left["brake"])
    model.contract = pyo.Constraint(expr=brakes >= LEAST_BRAKES)
