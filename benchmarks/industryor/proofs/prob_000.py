"""IndustryOR prob_000: weekly work, overtime, teaching and late delivery of two foods."""

from __future__ import annotations

from typing import NamedTuple

import pyomo.environ as pyo

READINGS = {
    "plain": "Whole workers; food may be made ahead at no cost; all is delivered by week 8; "
    "only the 50 experienced workers work overtime.",
    "open_end": "As plain, but what is owed after week 8 only costs that week's fee.",
    "no_stock": "As plain, but no food is made before the week in which it is ordered.",
    "no_stock_open_end": "No food made ahead, and a backlog may remain after week 8.",
    "any_overtime": "As plain, but newly trained workers may also work the long week at 540 yuan.",
    "whole_by_food": "As plain, but each worker makes only one food during a week.",
    "whole_by_food_no_stock": "One food a worker and week, and no food made ahead.",
    "whole_by_food_no_stock_open_end": "One food a worker and week, none ahead, backlog may stay.",
    "fractional": "As plain, but numbers of workers may be fractional.",
}

WEEKS = range(1, 9)
FOODS = ("I", "II")
DEMAND = {
    "I": (10000, 10000, 12000, 12000, 16000, 16000, 20000, 20000),
    "II": (6000, 7200, 8400, 10800, 10800, 12000, 12000, 12000),
}
KILOGRAMS_PER_HOUR = {"I": 10, "II": 6}
LATE_FEE = {"I": 0.5, "II": 0.6}


class Choice(NamedTuple):
    """What a reading leaves open."""

    stock: bool = True
    open_end: bool = False
    any_overtime: bool = False
    whole_by_food: bool = False
    fractional: bool = False


CHOICES = {
    "plain": Choice(),
    "open_end": Choice(open_end=True),
    "no_stock": Choice(stock=False),
    "no_stock_open_end": Choice(stock=False, open_end=True),
    "any_overtime": Choice(any_overtime=True),
    "whole_by_food": Choice(whole_by_food=True),
    "whole_by_food_no_stock": Choice(stock=False, whole_by_food=True),
    "whole_by_food_no_stock_open_end": Choice(stock=False, open_end=True, whole_by_food=True),
    "fractional": Choice(fractional=True),
}


def build(reading: str) -> pyo.ConcreteModel:
    """Model of one reading; costs are wages, training wages, overtime and late fees."""
    choice = CHOICES[reading]
    model = pyo.ConcreteModel()
    count = pyo.NonNegativeReals if choice.fractional else pyo.NonNegativeIntegers
    model.trainees = pyo.Var(range(1, 8), domain=count)
    model.teachers = pyo.Var(range(1, 8), domain=count)
    model.overtime = pyo.Var(WEEKS, domain=count)
    model.new_overtime = pyo.Var(WEEKS, domain=count)
    model.hours = pyo.Var(FOODS, WEEKS, domain=pyo.NonNegativeReals)
    model.late = pyo.Var(FOODS, WEEKS, domain=pyo.NonNegativeReals)
    model.stock = pyo.Var(FOODS, WEEKS, domain=pyo.NonNegativeReals)
    _staff(model, choice)
    _deliveries(model, choice)
    model.cost = pyo.Objective(expr=_cost(model))
    return model


def _teaching(model: pyo.ConcreteModel, week: int) -> pyo.Expression:
    """Experienced workers who teach in a week: courses begun in it or the week before."""
    return sum(model.teachers[start] for start in (week - 1, week) if 1 <= start <= 7)


def _trained(model: pyo.ConcreteModel, week: int) -> pyo.Expression:
    """New workers whose two weeks are over before a week begins."""
    return sum(model.trainees[start] for start in range(1, 8) if start + 2 <= week)


def _staff(model: pyo.ConcreteModel, choice: Choice) -> None:
    model.train_fifty = pyo.Constraint(
        expr=sum(model.trainees[start] for start in range(1, 8)) == 50
    )
    model.class_size = pyo.Constraint(
        range(1, 8), rule=lambda m, start: m.trainees[start] <= 3 * m.teachers[start]
    )
    model.experienced = pyo.Constraint(
        WEEKS, rule=lambda m, week: m.overtime[week] + _teaching(m, week) <= 50
    )
    model.newcomers = pyo.Constraint(
        WEEKS,
        rule=lambda m, week: (
            m.new_overtime[week] <= (_trained(m, week) if choice.any_overtime else 0)
        ),
    )
    if choice.whole_by_food:
        _one_food_each(model)
        return
    model.capacity = pyo.Constraint(
        WEEKS,
        rule=lambda m, week: (
            sum(m.hours[food, week] for food in FOODS)
            <= 40 * (50 - _teaching(m, week) + _trained(m, week))
            + 20 * (m.overtime[week] + m.new_overtime[week])
        ),
    )


def _one_food_each(model: pyo.ConcreteModel) -> None:
    model.normal_on = pyo.Var(FOODS, WEEKS, domain=pyo.NonNegativeIntegers)
    model.long_on = pyo.Var(FOODS, WEEKS, domain=pyo.NonNegativeIntegers)
    model.long_split = pyo.Constraint(
        WEEKS, rule=lambda m, week: sum(m.long_on[food, week] for food in FOODS) == m.overtime[week]
    )
    model.normal_split = pyo.Constraint(
        WEEKS,
        rule=lambda m, week: (
            sum(m.normal_on[food, week] for food in FOODS)
            <= 50 - _teaching(m, week) - m.overtime[week] + _trained(m, week)
        ),
    )
    model.worked = pyo.Constraint(
        FOODS,
        WEEKS,
        rule=lambda m, food, week: (
            m.hours[food, week] <= 40 * m.normal_on[food, week] + 60 * m.long_on[food, week]
        ),
    )


def _deliveries(model: pyo.ConcreteModel, choice: Choice) -> None:
    def balance(m: pyo.ConcreteModel, food: str, week: int) -> pyo.Expression:
        before = m.stock[food, week - 1] - m.late[food, week - 1] if week > 1 else 0
        made = KILOGRAMS_PER_HOUR[food] * m.hours[food, week]
        return before + made - DEMAND[food][week - 1] == m.stock[food, week] - m.late[food, week]

    model.balance = pyo.Constraint(FOODS, WEEKS, rule=balance)
    for food in FOODS:
        if not choice.open_end:
            model.late[food, 8].fix(0)
        if not choice.stock:
            for week in WEEKS:
                model.stock[food, week].fix(0)


def _cost(model: pyo.ConcreteModel) -> pyo.Expression:
    wages = 360 * 50 * 8 + sum(
        180 * model.overtime[week] + 240 * _trained(model, week) + 300 * model.new_overtime[week]
        for week in WEEKS
    )
    training = 2 * 120 * sum(model.trainees[start] for start in range(1, 8))
    fees = sum(LATE_FEE[food] * model.late[food, week] for food in FOODS for week in WEEKS)
    return wages + training + fees
