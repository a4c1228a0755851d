"""The baseline `chain_of_experts`, with scripted replies and everything else real."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.agent.methods.chain_of_experts.cast import CAST, Comment, silent
from orthought.agent.methods.chain_of_experts.method import STEPS, most_calls
from orthought.agent.methods.chain_of_experts.replies import (
    MAX_COMMENT,
    read_choice,
    read_comment,
    read_reflection,
)
from orthought.agent.methods.chain_of_experts.requests import REFLECTION_GRAMMAR, choice_grammar
from orthought.errors import BudgetError, OrthoughtError, ReplyError
from orthought.evaluation import Experiment, evaluate
from orthought.llm.protocol import OnText, Reply, Request, TokenCount
from orthought.llm.scripted import ScriptedModel
from tests.agent.grounded.gbnf import accepts
from tests.agent.test_methods import BROKEN, RIGHT, TEXT, UNREADABLE, answer, events, run
from tests.agent.test_solve import settings_for
from tests.evaluation.cases import cases

METHOD = "chain_of_experts"
NUMBERS = ["NEXT: parameter_extractor", "cost 2, least 4, most 9"]
MODEL = ["NEXT: modelling_expert", "min 2 x with 4 <= x <= 9"]
CODE = ["NEXT: programming_expert", "model.x = pyo.Variable()"]
ENOUGH, NO = "NEXT: enough", "FAULT: no\nThe numbers are those of the text."
FIXED = "FAULT: yes\nmodel.x = pyo.Var()"
FORWARD = [*NUMBERS, *MODEL, ENOUGH]


def stages(folder: Path) -> list[str]:
    return [event["stage"] for event in events(folder, "call")]


def asked(folder: Path, number: int) -> str:
    """Return what the model was asked in a call, all turns together."""
    return "\n".join(turn["content"] for turn in events(folder, "call")[number]["messages"])


@pytest.mark.covers("methods-teams")
def test_each_expert_sees_what_those_before_it_said(tmp_path: Path) -> None:
    solution = run(METHOD, [*FORWARD, RIGHT], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 1
    assert stages(tmp_path) == [
        "conduct", "parameter_extractor", "conduct", "modelling_expert", "conduct", "reduce"
    ]  # fmt: skip
    assert NUMBERS[1] not in asked(tmp_path, 1)
    for later in (2, 3, 4, 5):
        assert f"# Comment of parameter_extractor\n{NUMBERS[1]}" in asked(tmp_path, later)
    assert MODEL[1] in asked(tmp_path, 5)
    assert all(TEXT in asked(tmp_path, number) for number in range(6))


def test_nobody_is_offered_twice_and_nobody_ends_a_chain_of_no_comment(tmp_path: Path) -> None:
    run(METHOD, [*FORWARD, RIGHT], tmp_path)
    first, second = asked(tmp_path, 0), asked(tmp_path, 2)
    assert all(f"- `{name}`: " in first for name in CAST)
    assert "enough" not in first
    assert "- `parameter_extractor`" not in second
    assert "NEXT: enough" in second


@pytest.mark.covers("methods-teams")
def test_the_way_back_ends_with_the_expert_at_fault(tmp_path: Path) -> None:
    forward = [*NUMBERS, *CODE, "NEXT: code_reviewer", "All is well.", ENOUGH]
    back = ["FAULT: no\nI could not see it.", FIXED]
    solution = run(METHOD, [*forward, BROKEN, *back, ENOUGH, RIGHT], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert solution.attempts == 2
    assert stages(tmp_path)[-5:] == ["reduce", "reflect", "reflect", "conduct", "reduce"]
    programmer = asked(tmp_path, len(forward) + 2)
    assert "has no attribute 'Variable'" in programmer
    assert "- code_reviewer: I could not see it." in programmer
    assert "# Your own comment\nmodel.x = pyo.Variable()" in programmer
    last = asked(tmp_path, -1)
    assert "# Comment of programming_expert\nmodel.x = pyo.Var()" in last
    assert NUMBERS[1] in last, "what was said before the fault stands"
    assert "All is well." not in last, "what was said after it is dropped"
    assert "has no attribute 'Variable'" in asked(tmp_path, -2), "the conductor knows of it"


def test_where_nobody_is_at_fault_the_chain_begins_anew(tmp_path: Path) -> None:
    replies = [*NUMBERS, ENOUGH, BROKEN, NO, *NUMBERS, ENOUGH, RIGHT]
    solution = run(METHOD, replies, tmp_path)
    assert solution.objective == pytest.approx(8)
    again = asked(tmp_path, 5)
    assert "# Comment of" not in again
    assert "has no attribute 'Variable'" in again


def test_a_proof_stands_where_nobody_is_at_fault(tmp_path: Path) -> None:
    none = answer(5, most=3)
    solution = run(METHOD, [*FORWARD, none, NO, NO], tmp_path)
    assert solution.status == "infeasible"
    assert "The program ran" in asked(tmp_path, -1)


def test_a_proof_falls_where_somebody_is_at_fault(tmp_path: Path) -> None:
    replies = [*NUMBERS, ENOUGH, answer(5, most=3), "FAULT: yes\nleast 4", ENOUGH, RIGHT]
    assert run(METHOD, replies, tmp_path).objective == pytest.approx(8)
    assert events(tmp_path, "candidates")[0]["statuses"] == ["infeasible", "solved"]


@pytest.mark.covers("methods-teams")
def test_the_most_that_can_be_asked_is_what_the_card_says(tmp_path: Path) -> None:
    step = ["nobody", "nothing", "a comment"]
    trial = [*step * STEPS, UNREADABLE, UNREADABLE]
    back = ["no verdict", "none"] * STEPS
    replies = [*trial, *back, *trial, *back, *trial]
    solution = run(METHOD, replies, tmp_path)
    assert len(replies) == most_calls(3) == most_calls(2)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "reply"
    spoken = [stage for stage in stages(tmp_path) if stage in CAST]
    assert spoken == [*CAST[:STEPS]] * 3, "in the order of the cast where nobody is named"


def test_without_repairs_there_is_no_way_back(tmp_path: Path) -> None:
    solution = run(METHOD, [*NUMBERS, ENOUGH, BROKEN], tmp_path, max_repairs=0)
    assert solution.status == "failed"
    assert solution.attempts == 1


def test_a_reply_without_a_name_is_asked_for_once_more(tmp_path: Path) -> None:
    nonsense = "They are all so able."
    solution = run(METHOD, [nonsense, *FORWARD, "Later.", RIGHT], tmp_path)
    assert solution.objective == pytest.approx(8)
    assert [s for s in stages(tmp_path) if "reask" in s] == ["conduct-reask", "reduce-reask"]
    reask = events(tmp_path, "call")[1]["messages"]
    assert [turn["content"] for turn in reask if turn["role"] == "assistant"] == [nonsense]
    assert "named none of them" in reask[-1]["content"]


@pytest.mark.covers("methods-teams")
def test_a_budget_that_ends_before_an_answer_can_be_raised(tmp_path: Path) -> None:
    replies = [*NUMBERS, ENOUGH, BROKEN, NO, *NUMBERS, ENOUGH, RIGHT]
    settings = settings_for(replies[:5], tmp_path, method=METHOD, budget_calls=5)
    with pytest.raises(BudgetError, match="calls"):
        orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    Path(settings.llm.removeprefix("scripted:")).write_text(json.dumps(replies[5:]))
    larger = settings.model_copy(update={"budget_calls": 20})
    solution = orthought.solve(TEXT, settings=larger, out=tmp_path / "run")
    assert solution.objective == pytest.approx(8)
    assert (solution.usage.calls, solution.usage.cached_calls) == (4, 5)


@pytest.mark.covers("methods-teams", "resume")
@pytest.mark.parametrize("kept", range(1, 10))
def test_a_run_goes_on_after_any_call_and_pays_nothing_twice(kept: int, tmp_path: Path) -> None:
    replies = [*NUMBERS, *CODE, ENOUGH, BROKEN, FIXED, ENOUGH, "Later.", RIGHT]
    settings = settings_for(replies[:kept], tmp_path, method=METHOD)
    with pytest.raises(OrthoughtError, match="script"):
        orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    Path(settings.llm.removeprefix("scripted:")).write_text(json.dumps(replies[kept:]))
    solution = orthought.solve(TEXT, settings=settings, out=tmp_path / "run")
    assert solution.objective == pytest.approx(8)
    assert (solution.usage.calls, solution.usage.cached_calls) == (len(replies) - kept, kept)


class Counting(ScriptedModel):
    """A scripted model whose replies count 100 and 20 tokens."""

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        reply = await super().complete(request, on_text)
        return reply.model_copy(update={"tokens": TokenCount(prompt=100, completion=20)})


def measure(replies: list[str], out: Path, method: str = METHOD, **options: Any) -> Any:
    """Return the only result of a measurement of one problem."""
    experiment = Experiment(
        name="one", bench=("cases",), llm=("scripted",), method=(method,), **options
    )
    run = evaluate(experiment, out=out, sets=[cases(1)], model=Counting(replies, name="scripted"))
    (result,) = run.results
    return result


@pytest.mark.covers("methods-teams")
def test_every_call_counts_with_its_stage(tmp_path: Path) -> None:
    replies = [*FORWARD, BROKEN, "hm", NO, NO, *NUMBERS, ENOUGH, RIGHT]
    result = measure(replies, tmp_path / "run", max_repairs=1)
    calls = {stage: usage.calls for stage, usage in result.usage_by_stage.items()}
    assert calls == {
        "conduct": 5, "parameter_extractor": 2, "modelling_expert": 1, "reduce": 2,
        "reflect": 2, "reflect-reask": 1,
    }  # fmt: skip
    tokens = {stage: usage.prompt_tokens for stage, usage in result.usage_by_stage.items()}
    assert tokens == {stage: 100 * count for stage, count in calls.items()}
    assert result.usage.completion_tokens == 20 * len(replies)


def test_in_a_measurement_a_budget_that_ends_leaves_the_attempts_so_far(tmp_path: Path) -> None:
    result = measure([*NUMBERS, ENOUGH, BROKEN, NO], tmp_path / "run", cell_calls=5)
    assert result.status == "failed"
    assert result.usage.calls == 5
    early = measure([*NUMBERS, ENOUGH], tmp_path / "early", cell_calls=2)
    assert (early.status, early.error) == ("error", "BudgetError")


def test_who_is_silent_stands_in_the_order_of_the_cast() -> None:
    left = [expert.name for expert in silent([Comment(CAST[1], "x")])]
    assert left == [CAST[0], *CAST[2:]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("NEXT: modelling_expert", "modelling_expert"),
        ("**Next:** `Modelling Expert`.", "modelling_expert"),
        ("<think>programming_expert?</think>modelling-expert", "modelling_expert"),
        ("Not the modelling_expert yet.\nNEXT: enough", "enough"),
        ("modelling_expert or programming_expert", ""),
        ("the remodelling_experts", ""),
        ("", ""),
    ],
)
def test_choices(text: str, name: str) -> None:
    names = ["modelling_expert", "programming_expert", "enough"]
    if name:
        assert read_choice(text, names) == name
    else:
        with pytest.raises(ReplyError, match="Name one of"):
            read_choice(text, names)


@pytest.mark.parametrize(
    ("text", "at_fault", "rest"),
    [
        ("FAULT: no\nNot I.", False, "Not I."),
        ("**FAULT: Yes**\n\nx <= 9", True, "x <= 9"),
        ("Hm. FAULT: no", False, "(nothing)"),
    ],
)
def test_reflections(text: str, at_fault: bool, rest: str) -> None:
    reflection = read_reflection(text)
    assert (reflection.at_fault, reflection.text) == (at_fault, rest)


@pytest.mark.parametrize("text", ["", "It was the solver.", "FAULT: yes", "FAULT: perhaps"])
def test_a_reflection_without_verdict_or_correction_is_refused(text: str) -> None:
    with pytest.raises(ReplyError):
        read_reflection(text)


def test_a_comment_without_end_is_cut() -> None:
    said = read_comment("a" * (MAX_COMMENT + 1))
    assert len(said) < MAX_COMMENT + 20
    assert said.endswith("(cut here)")


def test_what_the_grammars_let_through_is_read() -> None:
    names = [CAST[0], CAST[1], "enough"]
    for name in names:
        assert accepts(choice_grammar(names), f"NEXT: {name}")
    assert not accepts(choice_grammar(names), "NEXT: nobody")
    for text in (NO, "FAULT: yes\nmodel.x = pyo.Var(domain=pyo.Reals)"):
        assert accepts(REFLECTION_GRAMMAR.strip(), text)
        read_reflection(text)
    assert not accepts(REFLECTION_GRAMMAR.strip(), "It was not me.")
