"""LogiOR prob_046: how to invest spare funds for one to four months before month five.

The readings `expenses_first...` were added after the comparison with the label.
"""

from __future__ import annotations

import pyomo.environ as pyo

READINGS = {
    "plain": "The monthly rate compounds over the months of an investment.",
    "simple_interest": "The monthly rate is earned on the sum invested, without compounding.",
    "expenses_first": "Compound interest; what an investment returns in a month comes after that "
    "month's expenses, which cash kept and revenue have to pay.",
    "expenses_first_simple_interest": "Like the last, without compounding.",
}
MONTHS = (1, 2, 3, 4)
START = 50_000
REVENUE = {1: 20_000, 2: 25_000, 3: 30_000, 4: 35_000}
EXPENSES = {1: 15_000, 2: 35_000, 3: 22_000, 4: 28_000}
RATE = {1: 0.002, 2: 0.008, 3: 0.015, 4: 0.03}
CHOICES = [(month, term) for month in MONTHS for term in RATE if month + term <= 5]


def build(reading: str) -> pyo.ConcreteModel:
    """The cash-flow model of one reading."""
    model = pyo.ConcreteModel()
    model.invested = pyo.Var(CHOICES, within=pyo.NonNegativeReals)
    model.kept = pyo.Var(MONTHS, within=pyo.NonNegativeReals)
    model.cash = pyo.Constraint(
        MONTHS,
        rule=lambda m, month: (
            at_hand(m, month, reading) + REVENUE[month] - EXPENSES[month]
            == m.kept[month] + sum(m.invested[choice] for choice in CHOICES if choice[0] == month)
        ),
    )
    if reading.startswith("expenses_first"):
        model.expenses_first = pyo.Constraint(
            MONTHS[1:],
            rule=lambda m, month: m.kept[month - 1] + REVENUE[month] >= EXPENSES[month],
        )
    model.final = pyo.Objective(expr=at_hand(model, 5, reading), sense=pyo.maximize)
    return model


def at_hand(model: pyo.ConcreteModel, month: int, reading: str) -> object:
    """Cash at the beginning of a month: what was kept and the investments that end then."""
    kept = model.kept[month - 1] if month > 1 else START
    returned = [
        growth(term, reading) * model.invested[begin, term]
        for begin, term in CHOICES
        if begin + term == month
    ]
    return kept + sum(returned)


def growth(term: int, reading: str) -> float:
    """What a dollar becomes in an investment of so many months."""
    if reading.endswith("simple_interest"):
        return 1 + RATE[term] * term
    return float((1 + RATE[term]) ** term)
