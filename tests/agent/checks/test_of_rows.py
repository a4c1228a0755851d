"""Rows against their sentences, their bounds and their siblings."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

from orthought.agent import checks as audit
from orthought.agent.checks.families import Families
from orthought.agent.checks.roles import roles
from orthought.execution.extract import extract
from orthought.formulation import Constraint, Formulation, SetDeclaration, Variable
from tests.agent.checks.making import (
    FORMULATION,
    bakery,
    is_doubt,
    is_note,
    reading,
    solved,
    turned,
    with_part,
)


def directions(instance, formulation=FORMULATION):  # type: ignore[no-untyped-def]
    text = reading()
    return audit.check_directions(formulation, instance, text.sentences, text.numbers)


@pytest.mark.covers("checks-of-rows")
def test_right_rows_have_their_sides() -> None:
    check = directions(bakery())
    assert check.verdict == "holds"
    assert check.message == "3 limits have their side"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("sales", "sentence 4 says at most 12"),
        ("order", "sentence 5 says at least 6"),
        ("oven", "sentence 3 says at most 40"),
    ],
)
def test_a_turned_row_is_doubted(row: str, said: str) -> None:
    check = directions(bakery(turned(row)))
    assert is_doubt(check)
    assert said in check.message
    assert check.repair_hint


def test_an_equation_contradicts_neither_side() -> None:
    def equal(model: pyo.ConcreteModel) -> None:
        model.del_component("sales")
        model.sales = pyo.Constraint(expr=model.make["rye"] == 12)

    assert directions(bakery(equal)).verdict == "holds"


def test_a_row_written_backwards_keeps_its_side() -> None:
    def backwards(model: pyo.ConcreteModel) -> None:
        model.del_component("sales")
        model.sales = pyo.Constraint(expr=-model.make["rye"] >= -12)

    assert directions(bakery(backwards)).verdict == "holds"


def test_roles_of_shares_and_switches() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(["a", "b"], domain=pyo.NonNegativeReals)
    model.y = pyo.Var(domain=pyo.Binary)
    total = model.x["a"] + model.x["b"]
    model.share = pyo.Constraint(expr=model.x["a"] >= 0.35 * total)
    model.switch = pyo.Constraint(expr=model.x["a"] <= 40 * model.y)
    model.mixed = pyo.Constraint(expr=model.x["a"] + 7 * model.y <= 30)
    model.goal = pyo.Objective(expr=total)
    instance = extract(model)
    view = Families(instance)
    found = {
        name: dict(roles(next(view.linear(name)), instance.kinds))
        for name in ("share", "switch", "mixed")
    }
    assert found["share"][0.35] == "lower"
    assert found["switch"][40.0] == "upper"
    assert found["mixed"] == {}


def test_limits_that_no_row_holds() -> None:
    text = reading()

    def misread(model: pyo.ConcreteModel) -> None:
        model.del_component("sales")
        model.sales = pyo.Constraint(expr=model.make["rye"] <= 2)

    wrong = FORMULATION.constraints[1].model_copy(update={"expression": "make_{rye} \\le 2"})
    rows = (FORMULATION.constraints[0], wrong, FORMULATION.constraints[2])
    cited = with_part(FORMULATION, constraints=rows)
    check = audit.check_limits_in_rows(cited, bakery(misread), text.sentences, text.numbers)
    assert is_doubt(check)
    assert "12" in check.message
    right = audit.check_limits_in_rows(FORMULATION, bakery(), text.sentences, text.numbers)
    assert right.verdict == "holds"


def test_a_limit_hidden_in_a_sum_is_held_by_its_formula() -> None:
    text = reading()

    def hidden(model: pyo.ConcreteModel) -> None:
        model.del_component("sales")
        model.sales = pyo.Constraint(expr=model.make["rye"] + 3 <= 9)

    check = audit.check_limits_in_rows(FORMULATION, bakery(hidden), text.sentences, text.numbers)
    assert check.verdict == "holds"


@pytest.mark.covers("checks-of-rows")
def test_rows_that_never_bind_and_rows_that_cannot_hold() -> None:
    def bounded(model: pyo.ConcreteModel) -> None:
        model.make["rye"].setub(5)
        model.far = pyo.Constraint(expr=model.make["rye"] <= 1000)

    check = audit.check_binding_possible(bakery(bounded))
    assert is_note(check)
    assert check.evidence == ("sales", "far")
    assert audit.check_binding_possible(bakery()).verdict == "holds"

    def impossible(model: pyo.ConcreteModel) -> None:
        model.never = pyo.Constraint(expr=model.make["rye"] + model.make["roll"] <= -1)

    check = audit.check_possible_alone(bakery(impossible))
    assert is_doubt(check)
    assert check.evidence == ("never",)
    assert audit.check_possible_alone(bakery()).verdict == "holds"


def test_needless_constants_of_switches_are_noted() -> None:
    def switched(factor: float) -> pyo.ConcreteModel:
        model = pyo.ConcreteModel()
        model.x = pyo.Var(bounds=(0, 40))
        model.y = pyo.Var(domain=pyo.Binary)
        model.link = pyo.Constraint(expr=model.x <= factor * model.y)
        model.goal = pyo.Objective(expr=model.x - model.y, sense=pyo.maximize)
        return model

    check = audit.check_switch_sizes(extract(switched(1_000_000)))
    assert is_note(check)
    assert "where 40 would do" in check.message
    assert audit.check_switch_sizes(extract(switched(40))).verdict == "holds"


PLANTS = ("a", "b", "c", "d")


def plants(rows: tuple[str, ...], own: bool = False) -> pyo.ConcreteModel:
    """Build plants with one capacity each; `own` gives the first one a row of its own."""
    model = pyo.ConcreteModel()
    model.make = pyo.Var(PLANTS, domain=pyo.NonNegativeReals)
    model.goal = pyo.Objective(
        expr=sum(k * model.make[p] for k, p in enumerate(PLANTS, 1)), sense=pyo.maximize
    )
    model.limit = pyo.Constraint(rows, rule=lambda m, p: m.make[p] <= 10)
    model.together = pyo.Constraint(expr=sum(model.make.values()) <= 35)
    if own:
        model.first = pyo.Constraint(expr=model.make["a"] <= 8)
    return model


PLANTS_DECLARED = Formulation(
    sets=(SetDeclaration(name="plants", elements=PLANTS),),
    variables=(Variable(name="make", index=("plants",), lower=0.0),),
    constraints=(Constraint(name="limit", index=("plants",)), Constraint(name="together")),
)


@pytest.mark.covers("checks-of-members")
def test_a_member_without_its_siblings_row_is_doubted() -> None:
    instance = extract(plants(PLANTS[:-1]))
    check = audit.check_members(PLANTS_DECLARED, instance, solved(instance))
    assert is_doubt(check)
    assert "no row for d" in check.message
    undeclared = Formulation(variables=PLANTS_DECLARED.variables)
    check = audit.check_members(undeclared, instance, solved(instance))
    assert is_doubt(check)
    assert "which the others' row forbids" in check.message


def test_members_with_all_or_other_rows_are_not_doubted() -> None:
    for model in (plants(PLANTS), plants(PLANTS[1:], own=True)):
        instance = extract(model)
        check = audit.check_members(PLANTS_DECLARED, instance, solved(instance))
        assert check.verdict == "holds", check.message


def test_chains_of_periods_need_no_row_for_the_first() -> None:
    model = pyo.ConcreteModel()
    periods = ("1", "2", "3", "4")
    before = dict(zip(periods[1:], periods, strict=False))
    model.stock = pyo.Var(periods, domain=pyo.NonNegativeReals)
    model.rise = pyo.Constraint(periods[1:], rule=lambda m, t: m.stock[t] <= m.stock[before[t]] + 5)
    model.start = pyo.Constraint(expr=model.stock["1"] + model.stock["2"] <= 9)
    model.goal = pyo.Objective(expr=sum(model.stock.values()), sense=pyo.maximize)
    instance = extract(model)
    declared = Formulation(
        sets=(SetDeclaration(name="periods", elements=periods),),
        variables=(Variable(name="stock", index=("periods",), lower=0.0),),
        constraints=(Constraint(name="rise", index=("periods",)), Constraint(name="start")),
    )
    assert not is_doubt(audit.check_members(declared, instance, solved(instance)))
