"""The baselines, with scripted replies and everything else real."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.agent.identity import default_folder
from orthought.agent.methods.card import MethodCard
from orthought.agent.methods.cards import card_of
from orthought.agent.methods.reflexion import is_approval
from orthought.agent.methods.voting import Candidate, vote
from orthought.agent.registry import METHODS, get_method
from orthought.errors import BudgetError, SettingsError
from orthought.problem import Problem
from orthought.prompting import load_prompt
from orthought.runs import read_events
from tests.agent import scripts
from tests.agent.test_solve import settings_for, solve

PROGRAM = """
def build_model(data):
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=data["cost"] * model.x)
    model.low = pyo.Constraint(expr=model.x >= data["least"])
    model.high = pyo.Constraint(expr=model.x <= data["most"])
    return model
"""
TEXT = "Buy at least 4 and at most 9 units of x at the least cost of 2 a unit."


def answer(least: float, most: float = 9, *, prose: str = "", program: str = PROGRAM) -> str:
    """Return a reply whose model has the optimum 2 * least, or none where least is above most."""
    data = f"data = {{'cost': 2, 'least': {least}, 'most': {most}}}"
    return f"{prose}\n```python\nimport pyomo.environ as pyo\n\n{data}\n\n{program}```\n"


RIGHT, WRONG = answer(4), answer(3)
UNREADABLE = "I would rather talk about the weather."
BROKEN = answer(4, program=PROGRAM.replace("pyo.Var", "pyo.Variable"))
BASELINES = [name for name in METHODS if name != "orthought"]
APPROVED, REJECTED = "VERDICT: right", "The lower limit is 4 and not 3.\nVERDICT: wrong"


def events(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [event for event in read_events(folder / "run") if event["type"] == kind]


def run(method: str, replies: Sequence[str], folder: Path, **rest: Any) -> orthought.Solution:
    """Solve with one method, and hold the calls that it made against its card."""
    solution = solve(TEXT, list(replies), folder, method=method, **rest)
    settings = orthought.load_settings({"llm": "scripted:x", "method": method, **rest})[0]
    card = card_of(method, settings)
    assert card.calls_most is not None
    assert card.calls_least <= solution.usage.calls <= card.calls_most
    assert solution.usage.calls == len(replies), "every scripted reply is asked for"
    return solution


@pytest.mark.covers("methods-baselines")
@pytest.mark.parametrize("method", ["standard", "cot"])
def test_one_call_gives_a_verified_answer(method: str, tmp_path: Path) -> None:
    solution = run(method, [answer(4, prose="Buy no more than is needed.")], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.outcome is not None
    assert solution.outcome.verification is not None
    assert solution.outcome.verification.holds
    assert solution.attempts == 1


@pytest.mark.parametrize("method", ["standard", "cot"])
@pytest.mark.parametrize(("reply", "kind"), [(UNREADABLE, "reply"), (BROKEN, "program")])
def test_one_call_is_neither_repeated_nor_repaired(
    method: str, reply: str, kind: str, tmp_path: Path
) -> None:
    solution = run(method, [reply], tmp_path, max_repairs=3)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == kind
    assert any("max_repairs is not used" in line for line in solution.deviations)


def test_standard_asks_for_no_thought_and_gives_no_advice(tmp_path: Path) -> None:
    run("standard", [RIGHT], tmp_path)
    (call,) = events(tmp_path, "call")
    asked = "\n".join(message["content"] for message in call["messages"])
    assert [message["role"] for message in call["messages"]] == ["system", "user"]
    assert "step by step" not in asked
    assert "Advice" not in asked
    assert asked.count(TEXT) == 1
    assert call.get("temperature", 0.0) == 0.0


def test_tables_reach_the_program_though_it_has_no_data_of_its_own(tmp_path: Path) -> None:
    import pandas as pd

    program = PROGRAM
    for name in ("cost", "least", "most"):
        program = program.replace(f'data["{name}"]', f'float(data["limits"]["{name}"][0])')
    reply = f"```python\nimport pyomo.environ as pyo\n{program}```"
    table = pd.DataFrame({"cost": [2.0], "least": [4.0], "most": [9.0]})
    solution = solve(
        "Buy x at least cost.", [reply], tmp_path, method="standard", data={"limits": table}
    )
    assert solution.objective == pytest.approx(8), solution.diagnosis
    (call,) = events(tmp_path, "call")
    assert "limits" in call["messages"][-1]["content"]


@pytest.mark.covers("methods-baselines")
def test_the_answer_of_most_samples_wins(tmp_path: Path) -> None:
    replies = [WRONG, RIGHT, UNREADABLE, answer(4.00000001), BROKEN]
    solution = run("self_consistency", replies, tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 5
    assert "2 of 5 samples agree on this answer" in solution.deviations
    (candidates,) = events(tmp_path, "candidates")
    assert candidates["statuses"] == ["solved", "solved", "failed", "solved", "failed"]
    assert candidates["objectives"] == pytest.approx([6, 8, None, 8.00000002, None])
    assert candidates["chosen"] == 1


def test_samples_differ_in_key_and_are_drawn_at_a_temperature(tmp_path: Path) -> None:
    run("self_consistency", [RIGHT] * 4, tmp_path, samples=4)
    calls = events(tmp_path, "call")
    assert len({call["key"] for call in calls}) == 4
    assert [call.get("sample", 0) for call in calls] == [0, 1, 2, 3]
    assert {call["temperature"] for call in calls} == {0.7}


def test_a_temperature_that_is_set_is_used(tmp_path: Path) -> None:
    run("self_consistency", [RIGHT] * 2, tmp_path, samples=2, temperature=0.2)
    assert {call["temperature"] for call in events(tmp_path, "call")} == {0.2}
    settings = orthought.Settings(temperature=0.2)
    assert card_of("self_consistency", settings).temperature == 0.2


def test_statuses_vote_as_objectives_do(tmp_path: Path) -> None:
    none = answer(5, most=3)
    solution = run("self_consistency", [RIGHT, none, none], tmp_path, samples=3)
    assert solution.status == "infeasible"
    assert events(tmp_path, "candidates")[0]["statuses"] == ["solved", "infeasible", "infeasible"]


def test_where_every_sample_fails_the_first_says_why(tmp_path: Path) -> None:
    solution = run("self_consistency", [UNREADABLE, BROKEN], tmp_path, samples=2)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "reply"


VOTES = [
    (["a"], 0, 1),
    ([1.0, 2.0, 2.0, 1.0], 0, 2),
    ([3.0, 2.0, 2.0], 1, 2),
    (["failed", "failed", 5.0], 2, 1),
    (["failed", "failed"], 0, 0),
    (["unbounded", 1.0, "unbounded"], 0, 2),
    ([1e6, 1e6 + 5, 1e6 + 50], 0, 2),
    ([0.0, 1e-9, 1.0], 0, 2),
    ([-4.0, 4.0, 4.0], 1, 2),
]


@pytest.mark.parametrize(("given", "chosen", "votes"), VOTES)
def test_votes_and_ties(given: list[Any], chosen: int, votes: int) -> None:
    candidates = [
        Candidate("solved", item)
        if isinstance(item, float)
        else Candidate({"a": "infeasible"}.get(item, item))
        for item in given
    ]
    result = vote(candidates)
    assert (result.chosen, result.votes) == (chosen, votes)


def test_reflexion_stops_where_the_model_stands_by_its_answer(tmp_path: Path) -> None:
    solution = run("reflexion", [RIGHT, APPROVED], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 1
    reflect = events(tmp_path, "call")[1]
    assert "The objective is 8 (optimal)." in reflect["messages"][-1]["content"]
    assert "x = 4" in reflect["messages"][-1]["content"]


@pytest.mark.covers("methods-baselines")
def test_reflexion_tries_again_with_its_reflections_in_mind(tmp_path: Path) -> None:
    solution = run("reflexion", [WRONG, REJECTED, RIGHT, APPROVED], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 2
    calls = events(tmp_path, "call")
    assert [call["stage"] for call in calls] == ["model", "reflect-1", "retry-1", "reflect-2"]
    assert "- The lower limit is 4 and not 3.\n" in calls[2]["messages"][-1]["content"]
    assert events(tmp_path, "candidates")[0]["objectives"] == pytest.approx([6, 8])


def test_reflexion_is_told_of_errors_and_ends_with_its_rounds(tmp_path: Path) -> None:
    replies = [BROKEN, "Var and not Variable.", BROKEN, "Again: Var.", UNREADABLE]
    solution = run("reflexion", replies, tmp_path, max_repairs=2)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "reply"
    calls = events(tmp_path, "call")
    assert "has no attribute 'Variable'" in calls[1]["messages"][-1]["content"]
    assert "VERDICT" not in calls[1]["messages"][-1]["content"]
    assert "Var and not Variable." in calls[4]["messages"][-1]["content"]


def test_an_approval_of_what_failed_is_no_reason_to_stop(tmp_path: Path) -> None:
    solution = run("reflexion", [BROKEN, APPROVED, RIGHT], tmp_path, max_repairs=1)
    assert solution.objective == pytest.approx(8)


def test_a_proven_status_may_be_approved(tmp_path: Path) -> None:
    solution = run("reflexion", [answer(5, most=3), APPROVED], tmp_path)
    assert solution.status == "infeasible"


def test_a_later_failure_does_not_lose_an_answer(tmp_path: Path) -> None:
    solution = run("reflexion", [RIGHT, REJECTED, UNREADABLE], tmp_path, max_repairs=1)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 2
    assert "the answer of attempt 1: those after it gave none" in solution.deviations


@pytest.mark.parametrize(
    ("text", "approves"),
    [
        ("VERDICT: right", True),
        ("It looks fine.\n**VERDICT:** Right.", True),
        ("VERDICT: right? No.\nVERDICT: wrong", False),
        ("All is right.", False),
        ("", False),
    ],
)
def test_verdicts(text: str, approves: bool) -> None:
    assert is_approval(text) is approves


BUDGETS: list[tuple[str, list[str], int, int]] = [
    ("self_consistency", [WRONG, RIGHT, RIGHT], 3, 3),
    ("reflexion", [RIGHT, REJECTED], 2, 1),
    ("reflexion", [RIGHT], 1, 1),
]


@pytest.mark.parametrize(("method", "replies", "calls", "attempts"), BUDGETS)
def test_a_budget_that_ends_leaves_the_best_so_far(
    method: str, replies: list[str], calls: int, attempts: int, tmp_path: Path
) -> None:
    solution = run(method, replies, tmp_path, budget_calls=calls)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == attempts
    assert any(line.startswith("the budget ended after") for line in solution.deviations)


def test_reflexion_without_an_answer_goes_on_with_a_larger_budget(tmp_path: Path) -> None:
    settings = settings_for([BROKEN, REJECTED], tmp_path, method="reflexion", budget_calls=2)
    with pytest.raises(BudgetError, match="calls"):
        orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    Path(settings.llm.removeprefix("scripted:")).write_text(json.dumps([RIGHT, APPROVED]))
    larger = settings.model_copy(update={"budget_calls": 9})
    solution = orthought.solve(TEXT, settings=larger, out=tmp_path / "run")
    assert solution.objective == pytest.approx(8)
    assert (solution.usage.calls, solution.usage.cached_calls) == (2, 2)


def test_a_budget_of_tokens_bounds_the_samples(tmp_path: Path) -> None:
    # A scripted reply counts no tokens: only the reservation of the next call is held against it.
    rest: dict[str, Any] = {"samples": 3, "max_tokens": 400, "budget_tokens": 400}
    with pytest.raises(BudgetError, match="tokens"):
        solve(TEXT, [RIGHT] * 3, tmp_path, method="self_consistency", **rest)
    (tmp_path / "again").mkdir()
    rest["budget_tokens"] = 4000
    assert run("self_consistency", [RIGHT] * 3, tmp_path / "again", **rest).attempts == 3


@pytest.mark.parametrize("method", BASELINES)
def test_a_budget_of_nothing_is_an_error(method: str, tmp_path: Path) -> None:
    with pytest.raises(BudgetError, match="calls"):
        solve(TEXT, [], tmp_path, method=method, budget_calls=0)


@pytest.mark.parametrize("method", BASELINES)
def test_the_baselines_have_no_ablation(method: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no ablation"):
        solve(TEXT, [], tmp_path, method=method, ablation="without_understanding")


@pytest.mark.covers("method-cards")
@pytest.mark.parametrize("name", sorted(METHODS))
def test_each_method_has_a_card_whose_prompts_exist(name: str) -> None:
    card = card_of(name)
    assert card.name == name == get_method(name).name
    assert card.calls_most is not None
    assert 1 <= card.calls_least <= card.calls_most
    assert "Pyomo" in card.target_language
    assert card.source
    assert card.deviations
    assert [load_prompt(prompt).name for prompt in card.prompts] == list(card.prompts)
    assert MethodCard.model_validate_json(card.model_dump_json()) == card


@pytest.mark.covers("method-cards")
def test_orthought_stays_within_its_card(tmp_path: Path) -> None:
    overrule = '{"problem_class": "knapsack", "overrule": true}'
    broken = scripts.LP.replace("data[", "dada[")
    replies = [UNREADABLE, overrule, UNREADABLE, broken, UNREADABLE, broken, UNREADABLE, scripts.LP]
    solution = solve(scripts.LP_TEXT, replies, tmp_path)
    card = card_of("orthought")
    assert solution.usage.calls == len(replies)
    assert card.calls_most is not None
    assert card.calls_least <= solution.usage.calls <= card.calls_most


def test_an_ablation_has_a_card_of_its_own() -> None:
    card = card_of("orthought+without_understanding")
    assert card.name == "orthought+without_understanding"
    assert card.title != card_of("orthought").title


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("standart", "standard"),
        ("orthought+without_understandin", "without_understanding"),
        ("standard+without_understanding", "only orthought"),
    ],
)
def test_a_wrong_name_is_refused_with_its_neighbour(name: str, fix: str) -> None:
    with pytest.raises(SettingsError) as caught:
        card_of(name)
    assert fix in str(caught.value.fix)


class Own:
    """A method of the user's own."""

    name = "own"


def test_a_class_of_the_users_own_has_a_card() -> None:
    card = card_of(f"{__name__}:Own")
    assert card.title == "A method of the user's own."
    assert card.calls_most is None


def test_the_cards_of_a_small_model_count_its_repairs() -> None:
    assert card_of("reflexion", orthought.Settings(llm="local")).calls_most == 3
    assert card_of("reflexion", orthought.Settings(llm="openai:gpt-4.1")).calls_most == 7
    assert card_of("reflexion").calls_most == 7


def test_samples_that_are_not_set_leave_the_folders_of_older_runs() -> None:
    problem = Problem(text=TEXT)
    default = orthought.Settings()
    names = {default_folder(problem, default.model_copy(update={"samples": n})) for n in (3, 5)}
    assert len(names | {default_folder(problem, default)}) == 3
    # Of the first release, in which there was no such setting.
    assert default_folder(problem, default).name.endswith("-bf378e69")
