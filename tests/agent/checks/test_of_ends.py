"""What is still owed after the last period."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

from orthought.agent import checks as audit
from orthought.agent.checks.of_text import limits_without_row
from orthought.agent.context import Reading
from orthought.execution.extract import extract
from orthought.formulation import Formulation, SetDeclaration, Variable
from orthought.instance import Instance
from tests.agent.checks.making import solved

WEEKS = ("1", "2", "3")
FORMULATION = Formulation(
    sets=(SetDeclaration(name="weeks", elements=WEEKS),),
    variables=(
        Variable(name="make", index=("weeks",), lower=0.0),
        Variable(name="late", index=("weeks",), lower=0.0, meaning="ordered and not yet delivered"),
    ),
)


def plan(room: float, linked: bool = True) -> Instance:
    """Return three weeks with an order of 10 each; what is late costs less than making it."""
    model = pyo.ConcreteModel()
    model.make = pyo.Var(WEEKS, domain=pyo.NonNegativeReals, bounds=(0, room))
    model.late = pyo.Var(WEEKS, domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=sum(model.make[w] + 5 * model.late[w] for w in WEEKS))

    def balance(model: pyo.ConcreteModel, week: str) -> object:
        before = model.late[str(int(week) - 1)] if linked and week != "1" else 0
        return model.late[week] == before + 10 - model.make[week]

    model.balance = pyo.Constraint(WEEKS, rule=balance)
    return extract(model)


@pytest.mark.covers("checks-of-ends")
def test_what_is_owed_at_the_end_is_doubted() -> None:
    instance = plan(room=8)
    check = audit.check_open_ends(FORMULATION, instance, solved(instance))
    assert (check.verdict, check.severity) == ("objects", "doubt")
    assert check.evidence == ("late[3] = 6",)


@pytest.mark.covers("checks-of-ends")
@pytest.mark.parametrize(
    ("instance", "verdict"),
    [(plan(room=12), "holds"), (plan(room=8, linked=False), "not_applicable")],
    ids=["all is delivered", "nothing is carried over"],
)
def test_what_is_done_by_the_end_is_not(instance: Instance, verdict: str) -> None:
    assert audit.check_open_ends(FORMULATION, instance, solved(instance)).verdict == verdict


def test_stock_at_the_end_is_nothing_owed() -> None:
    stock = Variable(name="late", index=("weeks",), meaning="in stock")
    named = FORMULATION.model_copy(
        update={"variables": (stock.model_copy(update={"name": "stock"}),)}
    )
    instance = plan(room=8)
    check = audit.check_open_ends(named, instance, solved(instance))
    assert check.verdict == "not_applicable"


@pytest.mark.parametrize(
    "text",
    [
        "| Machine | Maximum hours |\n|---|---|\n| A | 5 |",
        "Maximum hours are shown in Table 3.1.",
        "At least what is needed is listed in the following table.",
    ],
)
def test_a_table_asks_for_no_row_of_its_own(text: str) -> None:
    assert limits_without_row(FORMULATION, Reading.of(text).sentences) == ()
    stays = "At most 5 hours are there."
    assert len(limits_without_row(FORMULATION, Reading.of(stays).sentences)) == 1
