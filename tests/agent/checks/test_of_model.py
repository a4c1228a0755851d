"""Objective, answer, program, units and kinds."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

from orthought.agent import checks as audit
from orthought.agent.checks.units import read_unit
from orthought.execution.extract import extract
from orthought.formulation import Constraint, Formulation, Objective, Parameter, Variable
from orthought.outcome import SolverOptions
from tests.agent.checks.making import (
    FORMULATION,
    TEXT,
    bakery,
    is_doubt,
    is_note,
    reading,
    solved,
    with_part,
)


def again(seconds: float = 10.0) -> audit.Again:
    return audit.Again.within(SolverOptions(), seconds)


@pytest.mark.covers("checks-of-objective")
def test_a_turned_sense_is_doubted() -> None:
    sentences = reading().sentences
    assert audit.check_sense(FORMULATION, bakery(), sentences).verdict == "holds"

    def turned(model: pyo.ConcreteModel) -> None:
        model.earnings.sense = pyo.minimize

    check = audit.check_sense(FORMULATION, bakery(turned), sentences)
    assert is_doubt(check)
    assert "maximize" in check.message
    silent = reading("Which of them should be made?").sentences
    assert audit.check_sense(FORMULATION, bakery(), silent).verdict == "not_applicable"
    meant = with_part(FORMULATION, objective=Objective(sense="minimize", meaning="earnings"))
    assert is_doubt(audit.check_sense(meant, bakery(turned), silent))


@pytest.mark.covers("checks-of-objective")
def test_decisions_that_the_objective_cannot_see() -> None:
    def idle(model: pyo.ConcreteModel) -> None:
        model.help = pyo.Var(["x", "y"], domain=pyo.NonNegativeReals)
        model.helpers = pyo.Constraint(expr=sum(model.help.values()) <= 3)

    check = audit.check_ignored_decisions(bakery(idle))
    assert is_doubt(check)
    assert "help" in check.message

    def linked(model: pyo.ConcreteModel) -> None:
        idle(model)
        model.link = pyo.Constraint(expr=model.make["rye"] <= 4 * model.help["x"])

    assert audit.check_ignored_decisions(bakery(linked)).verdict == "holds"

    def constant(model: pyo.ConcreteModel) -> None:
        model.del_component("earnings")
        model.earnings = pyo.Objective(expr=0 * model.make["rye"] + 3)

    assert "constant" in audit.check_ignored_decisions(bakery(constant)).message


def test_curved_rows_link_decisions() -> None:
    model = pyo.ConcreteModel()
    model.a = pyo.Var(bounds=(1, 9))
    model.b = pyo.Var(bounds=(1, 9))
    model.c = pyo.Var(bounds=(1, 9))
    model.product = pyo.Constraint(expr=model.a * model.b >= 4)
    model.logarithm = pyo.Constraint(expr=pyo.log(model.b) + model.c >= 2)
    model.goal = pyo.Objective(expr=model.a)
    assert audit.check_ignored_decisions(extract(model)).verdict == "holds"


@pytest.mark.covers("checks-of-answer")
def test_amounts_below_zero_are_doubted() -> None:
    def free(model: pyo.ConcreteModel) -> None:
        model.make["rye"].domain = pyo.Reals
        model.pair = pyo.Constraint(expr=model.make["roll"] - model.make["rye"] == 30)

    instance = bakery(free)
    outcome = solved(instance)
    assert outcome.values is not None
    assert min(outcome.values) < 0
    assert is_doubt(audit.check_signs(FORMULATION, instance, outcome, TEXT))
    spoken = f"{TEXT} Amounts may be negative."
    assert is_note(audit.check_signs(FORMULATION, instance, outcome, spoken))
    signed = with_part(FORMULATION, variables=(Variable(name="make", meaning="net change"),))
    assert audit.check_signs(signed, instance, outcome, TEXT).verdict == "holds"
    assert audit.check_signs(FORMULATION, bakery(), solved(bakery()), TEXT).verdict == "holds"


@pytest.mark.covers("checks-of-answer")
def test_a_plan_in_which_nothing_is_done_is_doubted() -> None:
    def lazy(model: pyo.ConcreteModel) -> None:
        model.earnings.sense = pyo.minimize
        model.del_component("order")

    instance = bakery(lazy)
    check = audit.check_something_done(FORMULATION, instance, solved(instance))
    assert is_doubt(check)
    assert "every decision is zero" in check.message

    def free(model: pyo.ConcreteModel) -> None:
        model.del_component("earnings")
        model.earnings = pyo.Objective(expr=0 * model.make["roll"] + 2 * model.make["rye"])

    instance = bakery(free)
    assert (
        "the objective is zero"
        in audit.check_something_done(FORMULATION, instance, solved(instance)).message
    )
    assert audit.check_something_done(FORMULATION, bakery(), solved(bakery())).verdict == "holds"
    goals = with_part(
        FORMULATION, objective=Objective(sense="minimize", meaning="deviations from the goals")
    )
    assert audit.check_something_done(goals, instance, solved(instance)).verdict == "holds"


PROGRAM = """
import pyomo.environ as pyo

def build_model(data):
    model = pyo.ConcreteModel()
    table, hours = data["ovens"], data["hours"]
    cost = dict(zip(table["oven"], table["cost"]))
"""


@pytest.mark.covers("checks-of-program")
def test_declared_numbers_that_no_line_uses() -> None:
    declared = Formulation(
        parameters=(
            Parameter(name="hours", value=40),
            Parameter(name="rye_most", value=12, meaning="most rye", sentences=(4,)),
            Parameter(name="cost", table="ovens", column="cost"),
            Parameter(name="age", table="ovens", column="age"),
        )
    )
    check = audit.check_idle_parameters(declared, PROGRAM)
    assert is_doubt(check)
    assert check.message.endswith("rye_most, age")
    assert "sentences 4" in check.evidence[0]
    explained = with_part(declared, assumptions=("unused: rye_most and age do not matter",))
    assert audit.check_idle_parameters(explained, PROGRAM).verdict == "holds"


@pytest.mark.parametrize(
    "line",
    [
        "    chosen = {c: table[c] for c in data['hours']}",
        "    rows = [row for _, row in table.iterrows()]",
        "    for key, value in data.items(): pass",
        "    other(data)",
    ],
)
def test_data_taken_without_names_is_no_doubt(line: str) -> None:
    declared = Formulation(parameters=(Parameter(name="age", table="ovens", column="age"),))
    assert audit.check_idle_parameters(declared, PROGRAM + line).verdict == "holds"


@pytest.mark.parametrize(
    ("one", "other", "same", "factor"),
    [
        ("min", "h", True, 60.0),
        ("EUR/kg", "EUR per t", True, 1000.0),
        ("thousand EUR", "EUR", True, 1000.0),
        ("kg", "L", False, 1.0),
        ("pieces", "piece", True, 1.0),
    ],
)
def test_units_are_read(one: str, other: str, same: bool, factor: float) -> None:
    first, second = read_unit(one), read_unit(other)
    assert first is not None
    assert second is not None
    assert (first.powers == second.powers) == same
    if same:
        ratio = max(first.scale / second.scale, second.scale / first.scale)
        assert ratio == pytest.approx(factor)


def test_what_is_no_unit_is_not_read() -> None:
    assert read_unit("kg of CO2 each") is None
    assert read_unit("a / b / c / d") is None


@pytest.mark.covers("checks-of-units")
def test_minutes_against_hours_are_doubted() -> None:
    def declared(unit: str) -> Formulation:
        return Formulation(
            parameters=(
                Parameter(name="work", value={"rye": 30, "roll": 12}, unit="min/piece"),
                Parameter(name="time", value=40, unit=unit),
            ),
            variables=(Variable(name="make", unit="pieces"),),
            constraints=(Constraint(name="oven", expression="\\sum work_g make_g \\le time"),),
        )

    def minutes(model: pyo.ConcreteModel) -> None:
        model.del_component("oven")
        model.oven = pyo.Constraint(expr=30 * model.make["rye"] + 12 * model.make["roll"] <= 40)

    check = audit.check_units(declared("h"), bakery(minutes))
    assert is_doubt(check)
    assert "factor of 60" in check.message
    assert audit.check_units(declared("min"), bakery(minutes)).verdict == "holds"
    assert audit.check_units(declared("shifts"), bakery(minutes)).verdict == "holds"
    # 2 h of 'work' were converted on the way: coefficients of unknown origin say nothing.
    assert audit.check_units(declared("h"), bakery()).verdict == "not_applicable"


def trucks(domain: pyo.Set) -> pyo.ConcreteModel:
    model = pyo.ConcreteModel()
    model.send = pyo.Var(["a", "b"], domain=domain)
    model.loads = pyo.Constraint(expr=7 * model.send["a"] + 5 * model.send["b"] >= 24)
    model.cost = pyo.Objective(expr=9 * model.send["a"] + 7 * model.send["b"])
    return model


@pytest.mark.covers("checks-of-kinds")
def test_things_that_come_in_fractions_are_doubted_where_it_matters() -> None:
    declared = Formulation(variables=(Variable(name="send", unit="trucks", lower=0.0),))
    instance = extract(trucks(pyo.NonNegativeReals))
    outcome = solved(instance)
    check = audit.check_integrality_matters(declared, instance, outcome, "Send trucks.", again())
    assert is_doubt(check)
    assert "instead of" in check.message
    spoken = "Trucks are averages, so fractions are allowed."
    check = audit.check_integrality_matters(declared, instance, outcome, spoken, again())
    assert check.verdict == "holds"
    late = audit.check_integrality_matters(declared, instance, outcome, "Send.", again(0.0))
    assert late.verdict == "holds"


def test_amounts_that_are_whole_for_no_reason_are_doubted() -> None:
    declared = Formulation(variables=(Variable(name="send", kind="integer", unit="kg"),))
    instance = extract(trucks(pyo.NonNegativeIntegers))
    check = audit.check_integrality_matters(
        declared, instance, solved(instance), "Mix it.", again()
    )
    assert is_doubt(check)
    counted = Formulation(variables=(Variable(name="send", kind="integer", unit="trucks"),))
    check = audit.check_integrality_matters(counted, instance, solved(instance), "Send.", again())
    assert check.verdict == "holds"


@pytest.mark.covers("checks-of-kinds")
def test_large_constants_that_cut_off_are_doubted() -> None:
    def opened(large: float) -> pyo.ConcreteModel:
        model = pyo.ConcreteModel()
        model.x = pyo.Var(bounds=(0, 40))
        model.y = pyo.Var(domain=pyo.Binary)
        model.link = pyo.Constraint(expr=model.x <= large * model.y)
        model.goal = pyo.Objective(expr=3 * model.x - 5 * model.y, sense=pyo.maximize)
        return model

    for large, verdict in ((20, "objects"), (40, "holds"), (900, "holds")):
        declared = Formulation(parameters=(Parameter(name="big_m", value=large),))
        instance = extract(opened(large))
        check = audit.check_large_constants(declared, instance, solved(instance), again())
        assert check.verdict == verdict, large
