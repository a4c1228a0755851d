"""What the agents of `optimus` answer: read into the state, or refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from orthought.agent.methods.optimus.program import assemble, read_code
from orthought.agent.methods.optimus.replies import (
    Order,
    read_clauses,
    read_formulated,
    read_order,
    read_parameters,
)
from orthought.agent.methods.optimus.state import MOST_CLAUSES, Clause, State
from orthought.errors import ReplyError
from orthought.problem import Problem
from tests.agent.test_optimus import (
    CLAUSES,
    GOAL,
    LOW,
    MEND_CODE,
    NOBODY,
    PARAMETERS,
    TEXT,
    code,
    reply,
)

PROBLEM = Problem(text=TEXT)
STATE = read_clauses(CLAUSES, read_parameters(PARAMETERS, PROBLEM))
FORMULATED = read_formulated(GOAL, STATE, STATE.clause("objective"), PROBLEM)
LOW_CLAUSE = FORMULATED.clause("low")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no JSON object"),
        ("{}", "no JSON object"),
        (reply(parameters=[]), "both empty"),
        (reply(parameters=[{"name": "cost"}]), "neither"),
        (reply(parameters=[{"name": "cost", "table": "t", "column": "c"}]), "there is not"),
        (reply(sets=[{"name": "for", "elements": ["a"]}]), "no name that Python takes"),
        ('```json\n{"parameters": [{"name": "cost", "value": 2}, {"name": "le', "cut off"),
    ],
)
def test_parameters_that_cannot_be_used(text: str, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        read_parameters(text, PROBLEM)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (reply(constraints=[]), "no JSON object"),
        (reply(objective={"meaning": "the plan"}), "sense"),
        (reply(objective={"sense": "minimize"},
               constraints=[{"name": f"c{n}"} for n in range(MOST_CLAUSES)]), "Make one of those"),
    ],
)  # fmt: skip
def test_clauses_that_cannot_be_used(text: str, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        read_clauses(text, STATE)


def test_clauses_of_one_name_are_told_apart() -> None:
    text = reply(
        objective={"sense": "max"},
        constraints=[{"name": "a limit"}, {"name": "a limit"}, {"name": "objective"}],
    )
    names = [clause.name for clause in read_clauses(text, State()).clauses]
    assert names == ["objective", "a_limit", "a_limit_2", "objective_2"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"expression": ""}, "is empty"),
        ({"expression": "x", "index": ["days"]}, "no set"),
        ({"expression": "x", "variables": [{"name": "y", "index": ["days"]}]}, "no set"),
        ({"expression": "x", "variables": [{"name": "high"}]}, "name of a clause"),
        ({"expression": "x", "variables": [{"name": "y", "upper": "2 most"}]}, "neither a number"),
        ({"expression": "x", "parameters": [{"name": "big"}]}, "neither"),
    ],
)
def test_formulas_that_cannot_be_used(value: dict[str, Any], words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        read_formulated(reply(**value), FORMULATED, LOW_CLAUSE, PROBLEM)


def test_a_first_formula_needs_a_variable() -> None:
    with pytest.raises(ReplyError, match="No variables"):
        read_formulated(LOW, STATE, STATE.clause("low"), PROBLEM)


def test_a_known_variable_stays_as_it_is_until_its_clause_is_sent_back() -> None:
    again = reply(expression="x >= 4", variables=[{"name": "x", "kind": "integer"}])
    kept = read_formulated(again, FORMULATED, LOW_CLAUSE, PROBLEM)
    assert kept.variables == FORMULATED.variables
    back = FORMULATED.sent_back(["low"], "formulator", "x is whole")
    changed = read_formulated(again, back, back.clause("low"), PROBLEM)
    assert [item.kind for item in changed.variables] == ["integer"]


def test_what_was_never_formulated_is_not_sent_to_the_programmer() -> None:
    assert STATE.sent_back(["low"], "programmer", "?").clause("low").status == "found"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not set model.low"),
        ("I would rather not.", "no Python"),
        (code("model.low = pyo.Constraint(expr=model.x >= 1)\nreturn model"), "returns"),
        (code("model = pyo.ConcreteModel()\nmodel.low = 1"), "assigns model"),
        (code("def build_model(data):\n    model.low = 1"), "defines build_model"),
        (code("model.x = pyo.Var()\nmodel.low = 1"), "declares x"),
        (code("model.low = " + "-" * 3000 + "1"), "nested too deeply|no Python"),
        (code("model.lowest = pyo.Constraint(expr=model.x >= 1)"), "does not set model.low"),
    ],
)
def test_code_that_cannot_stand_among_others(text: str, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        read_code(text, FORMULATED, LOW_CLAUSE)


def test_code_without_a_fence_and_with_a_rule_is_taken() -> None:
    text = "def rule(m):\n    return m.x >= 4\nmodel.low = pyo.Constraint(rule=rule)"
    assert read_code(text, FORMULATED, LOW_CLAUSE).startswith("def rule(m):")


def test_lines_of_a_program_belong_to_clauses() -> None:
    clauses = (Clause(name="a", code="model.a = 1\nmodel.b = 2"), Clause(name="c", code="c = 3"))
    program = assemble(State(clauses=clauses))
    lines = program.text.splitlines()
    assert [lines[n - 1].strip() for n in program.lines["a"]] == ["model.a = 1", "model.b = 2"]
    assert [lines[n - 1].strip() for n in program.lines["c"]] == ["c = 3"]


def test_orders() -> None:
    assert read_order(MEND_CODE, STATE, may_confirm=False) == Order(
        "programmer", ("low",), "The name is least."
    )
    assert read_order(NOBODY, STATE, may_confirm=True) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (NOBODY, "neither"),
        (reply(agent="evaluator", clauses=["low"]), "neither"),
        (reply(agent="programmer", clauses=["lowest"]), "1 to 3"),
        (reply(agent="programmer"), "1 to 3"),
    ],
)
def test_orders_that_nobody_can_follow(text: str, words: str) -> None:
    with pytest.raises(ReplyError, match=words):
        read_order(text, STATE, may_confirm=False)
