"""The baseline `optimus`, with scripted replies and everything else real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import orthought
from orthought.agent.methods.optimus.method import FEWEST_CALLS, most_calls
from orthought.agent.methods.optimus.state import MOST_CLAUSES
from orthought.errors import BudgetError, OrthoughtError
from tests.agent.test_chain_of_experts import asked, measure, stages
from tests.agent.test_methods import UNREADABLE, events, run
from tests.agent.test_solve import settings_for, solve

METHOD = "optimus"
TEXT = "Buy at least 4 and at most 9 units of x at the least cost of 2 a unit."


def reply(**value: Any) -> str:
    return f"```json\n{json.dumps(value)}\n```"


def code(lines: str) -> str:
    return f"```python\n{lines}\n```"


PARAMETERS = reply(
    parameters=[
        {"name": name, "value": value, "sentences": [1]}
        for name, value in {"cost": 2, "least": 4, "most": 9}.items()
    ]
)
CLAUSES = reply(
    objective={"sense": "minimize", "meaning": "the cost", "sentences": [1]},
    constraints=[
        {"name": "low", "meaning": "at least 4", "sentences": [1]},
        {"name": "high", "meaning": "at most 9", "sentences": [1]},
    ],
)
GOAL = reply(
    expression="cost x",
    uses=["cost", "x"],
    variables=[{"name": "x", "kind": "continuous", "lower": 0, "meaning": "units bought"}],
)
LOW = reply(expression="x \\ge least", uses=["x", "least"])
HIGH = reply(expression="x \\le most", uses=["x", "most"])
FORMULAS = [GOAL, LOW, HIGH]
GOAL_CODE = code('model.objective = pyo.Objective(expr=data["cost"] * model.x, sense=pyo.minimize)')
LOW_CODE = code('model.low = pyo.Constraint(expr=model.x >= data["least"])')
HIGH_CODE = code('model.high = pyo.Constraint(expr=model.x <= data["most"])')
CODES = [GOAL_CODE, LOW_CODE, HIGH_CODE]
RIGHT = [PARAMETERS, CLAUSES, *FORMULAS, *CODES]
BROKEN_CODE = LOW_CODE.replace('"least"', '"lest"')
BROKEN = [PARAMETERS, CLAUSES, *FORMULAS, GOAL_CODE, BROKEN_CODE, HIGH_CODE]
MEND_CODE = reply(agent="programmer", clauses=["low"], task="The name is least.")
NOBODY = reply(agent="nobody", task="It really is so.")


@pytest.mark.covers("methods-teams")
def test_clause_by_clause_to_a_checked_answer(tmp_path: Path) -> None:
    solution = run(METHOD, RIGHT, tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.status == "checked", solution.checks
    assert stages(tmp_path) == ["parameters", "clauses", *["formulate"] * 3, *["code"] * 3]
    formulation = solution.formulation
    assert formulation is not None
    assert [row.name for row in formulation.constraints] == ["low", "high"]
    assert formulation.constraints[0].expression == "x \\ge least"
    assert formulation.constraints[0].sentences == (1,)
    assert [item.name for item in formulation.variables] == ["x"]


def test_each_sees_its_part_and_the_variables_that_there_are(tmp_path: Path) -> None:
    run(METHOD, RIGHT, tmp_path)
    first, second, programmer = asked(tmp_path, 2), asked(tmp_path, 3), asked(tmp_path, 6)
    assert "units bought" not in first
    assert "units bought" in second
    assert "- high: at most 9" in second
    assert "model.x = pyo.Var(domain=pyo.Reals, bounds=(0, None))" in programmer
    assert '"least"' in programmer
    assert '"most"' not in programmer
    assert "Buy at least" not in programmer


@pytest.mark.covers("methods-teams")
def test_a_failure_goes_to_the_manager_who_sends_clauses_back(tmp_path: Path) -> None:
    solution = run(METHOD, [*BROKEN, MEND_CODE, LOW_CODE], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 2
    assert stages(tmp_path)[-2:] == ["manage", "code"]
    manager, programmer = asked(tmp_path, -2), asked(tmp_path, -1)
    assert "KeyError" in manager
    assert "This points at: low." in manager
    assert "The name is least." in programmer
    assert "data['lest']" in programmer


def test_the_formulator_may_change_what_it_declared(tmp_path: Path) -> None:
    most = reply(
        expression="x \\le most", uses=["x", "most"], parameters=[{"name": "most", "value": 9}]
    )
    order = reply(agent="formulator", clauses=["high"], task="The limit is 9.")
    wrong = PARAMETERS.replace('"value": 9', '"value": 3')
    replies = [wrong, *RIGHT[1:], order, most, HIGH_CODE]
    solution = run(METHOD, replies, tmp_path)
    assert solution.objective == pytest.approx(8)
    assert stages(tmp_path)[-3:] == ["manage", "formulate", "code"]
    assert "This points at: low, high." in asked(tmp_path, -3)
    assert "The limit is 9." in asked(tmp_path, -2)


def test_a_proof_may_stand(tmp_path: Path) -> None:
    wrong = PARAMETERS.replace('"value": 9', '"value": 3')
    solution = run(METHOD, [wrong, *RIGHT[1:], NOBODY], tmp_path)
    assert solution.status == "infeasible"
    assert solution.attempts == 1


def test_an_error_may_not_stand_and_the_evidence_names_whom_the_manager_does_not(
    tmp_path: Path,
) -> None:
    solution = run(METHOD, [*BROKEN, NOBODY, UNREADABLE, LOW_CODE], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert stages(tmp_path)[-3:] == ["manage", "manage-reask", "code"]
    assert '"agent" is neither' in asked(tmp_path, -2)


def test_repairs_are_bounded(tmp_path: Path) -> None:
    replies = [*BROKEN, *[MEND_CODE, BROKEN_CODE] * 2]
    solution = run(METHOD, replies, tmp_path, max_repairs=2)
    assert solution.status == "failed"
    assert solution.attempts == 3


def test_without_repairs_the_manager_is_not_asked(tmp_path: Path) -> None:
    solution = run(METHOD, BROKEN, tmp_path, max_repairs=0)
    assert (solution.status, solution.attempts) == ("failed", 1)


@pytest.mark.covers("methods-teams")
@pytest.mark.parametrize("place", range(len(RIGHT)))
def test_a_reply_that_cannot_be_used_is_asked_for_once_more(place: int, tmp_path: Path) -> None:
    replies = [*RIGHT[:place], UNREADABLE, *RIGHT[place:]]
    solution = run(METHOD, replies, tmp_path)
    assert solution.objective == pytest.approx(8)
    assert [stage for stage in stages(tmp_path) if "reask" in stage] == [
        f"{stages(tmp_path)[place]}-reask"
    ]


@pytest.mark.covers("methods-teams")
@pytest.mark.parametrize("place", range(len(RIGHT)))
def test_nonsense_twice_is_a_diagnosis(place: int, tmp_path: Path) -> None:
    replies = [*RIGHT[:place], UNREADABLE, UNREADABLE]
    solution = run(METHOD, replies, tmp_path, max_repairs=0)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "reply"
    assert "asked for twice" in solution.diagnosis.message


def test_a_clause_that_was_not_finished_goes_on_after_the_managers_word(tmp_path: Path) -> None:
    order = reply(agent="programmer", clauses=["low"], task="Write Python.")
    replies = [*RIGHT[:6], UNREADABLE, UNREADABLE, order, LOW_CODE, HIGH_CODE]
    solution = run(METHOD, replies, tmp_path)
    assert solution.objective == pytest.approx(8)
    assert "This points at: low." in asked(tmp_path, 8)
    assert "- low (formulated): at least 4" in asked(tmp_path, 8)


@pytest.mark.covers("methods-teams")
def test_the_most_that_can_be_asked_is_within_the_card(tmp_path: Path) -> None:
    def twice(*replies: str) -> list[str]:
        return [line for said in replies for line in (UNREADABLE, said)]

    names = [f"row_{number}" for number in range(MOST_CLAUSES - 1)]
    clauses = reply(
        objective={"sense": "minimize", "meaning": "the cost"},
        constraints=[{"name": name, "meaning": "at least 4"} for name in names],
    )
    codes = [LOW_CODE.replace("model.low", f"model.{name}") for name in names]
    broken = [one.replace('"least"', '"lest"') for one in codes[:3]]
    order = reply(agent="formulator", clauses=names[:3], task="Again.")
    mending = twice(order, LOW, LOW, LOW, *broken)
    replies = [
        *twice(PARAMETERS, clauses, GOAL, *[LOW] * len(names), GOAL_CODE, *broken, *codes[3:]),
        *mending * 3,
    ]
    solution = run(METHOD, replies, tmp_path)
    assert solution.status == "failed"
    assert solution.attempts == 4
    assert len(replies) == most_calls(3) - 2 * 3, "no clause was left unfinished here"


@pytest.mark.covers("methods-teams")
def test_a_budget_that_ends_before_an_answer_can_be_raised(tmp_path: Path) -> None:
    replies = [*BROKEN, MEND_CODE, LOW_CODE]
    settings = settings_for(replies[:9], tmp_path, method=METHOD, budget_calls=9)
    with pytest.raises(BudgetError, match="calls"):
        orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    Path(settings.llm.removeprefix("scripted:")).write_text(json.dumps(replies[9:]))
    larger = settings.model_copy(update={"budget_calls": 20})
    solution = orthought.solve(TEXT, settings=larger, out=tmp_path / "run")
    assert solution.objective == pytest.approx(8)
    assert (solution.usage.calls, solution.usage.cached_calls) == (1, 9)


@pytest.mark.covers("methods-teams", "resume")
@pytest.mark.parametrize("kept", range(1, 11))
def test_a_run_goes_on_after_any_call_and_pays_nothing_twice(kept: int, tmp_path: Path) -> None:
    replies = [*BROKEN[:4], UNREADABLE, *BROKEN[4:], MEND_CODE, LOW_CODE]
    settings = settings_for(replies[:kept], tmp_path, method=METHOD)
    with pytest.raises(OrthoughtError, match="script"):
        orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    Path(settings.llm.removeprefix("scripted:")).write_text(json.dumps(replies[kept:]))
    solution = orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    assert solution.objective == pytest.approx(8)
    assert (solution.usage.calls, solution.usage.cached_calls) == (len(replies) - kept, kept)


@pytest.mark.covers("methods-teams")
def test_every_call_counts_with_its_stage(tmp_path: Path) -> None:
    replies = [UNREADABLE, *BROKEN, MEND_CODE, LOW_CODE]
    result = measure(replies, tmp_path / "run", METHOD, max_repairs=1)
    calls = {stage: usage.calls for stage, usage in result.usage_by_stage.items()}
    assert calls == {
        "parameters": 1, "parameters-reask": 1, "clauses": 1, "formulate": 3, "code": 4, "manage": 1
    }  # fmt: skip
    tokens = {stage: usage.prompt_tokens for stage, usage in result.usage_by_stage.items()}
    assert tokens == {stage: 100 * count for stage, count in calls.items()}
    assert result.usage.completion_tokens == 20 * len(replies)


def test_in_a_measurement_a_budget_that_ends_leaves_the_attempts_so_far(tmp_path: Path) -> None:
    result = measure([*BROKEN, MEND_CODE], tmp_path / "run", METHOD, cell_calls=9)
    assert (result.status, result.usage.calls) == ("failed", 9)
    early = measure(RIGHT[:3], tmp_path / "early", METHOD, cell_calls=3)
    assert (early.status, early.error) == ("error", "BudgetError")


def test_sets_tables_and_auxiliary_constraints(tmp_path: Path) -> None:
    table = pd.DataFrame({"site": ["a", "b", "b"], "cost": [3.0, 5.0, 5.0]})
    given = reply(
        sets=[{"name": "sites", "table": "costs", "column": "site"}],
        parameters=[
            {"name": "price", "index": ["sites"], "table": "costs", "column": "cost"},
            {"name": "needed", "value": 7},
            {"name": "size", "index": ["sites"], "value": {"a": 4, "b": 9}},
        ],
    )
    clauses = reply(
        objective={"sense": "minimize", "meaning": "cost of opening"},
        constraints=[{"name": "demand", "meaning": "7 are needed"}],
    )
    goal = reply(
        expression="\\sum_s price_s open_s",
        uses=["price"],
        variables=[{"name": "open", "index": ["sites"], "kind": "binary"}],
    )
    demand = reply(
        expression="\\sum_s ship_s \\ge needed",
        uses=["needed"],
        variables=[{"name": "ship", "index": ["sites"], "lower": 0, "upper": "needed"}],
        constraints=[
            {"name": "only_open", "index": ["sites"], "expression": "ship_s \\le size_s open_s"}
        ],
    )
    codes = [
        'prices = dict(zip(data["costs"]["site"], data["costs"]["cost"]))\n'
        "total = sum(float(prices[s]) * model.open[s] for s in model.sites)\n"
        "model.objective = pyo.Objective(expr=total, sense=pyo.minimize)",
        "model.demand = pyo.Constraint("
        'expr=sum(model.ship[s] for s in model.sites) >= data["needed"])',
        "@model.Constraint(model.sites)\n"
        "def only_open(m, s):\n"
        '    return m.ship[s] <= data["size"][s] * m.open[s]',
    ]
    replies = [given, clauses, goal, demand, *map(code, codes)]
    text = "Open sites so that 7 units are shipped at the least cost."
    solution = solve(text, replies, tmp_path, method=METHOD, data={"costs": table})
    assert solution.objective == pytest.approx(5), solution.diagnosis
    assert solution.program is not None
    assert "bounds=(0, data['needed'])" in solution.program
    assert solution.formulation is not None
    assert [row.name for row in solution.formulation.constraints] == ["demand", "only_open"]
    assert len(events(tmp_path, "call")) == len(replies) > FEWEST_CALLS
