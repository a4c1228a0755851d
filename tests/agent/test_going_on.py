"""A run that was interrupted, asked from an event loop, or looks like another one."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.agent.checks import check_literals
from orthought.agent.workplace import open_session, shared_sandbox
from orthought.errors import RunFolderError, SandboxError, UsageError
from orthought.llm.protocol import Reply
from orthought.llm.scripted import ScriptedModel
from orthought.runs import open_run, read_events
from tests.agent import scripts
from tests.agent.test_solve import settings_for, solve


def missing(name: str) -> str:
    """Return the right reply, with the name of a number that the text does not give."""
    return scripts.LP.replace('"missing": []', f'"missing": ["{name}"]')


def stages(run: Path) -> list[str]:
    return [event["stage"] for event in read_events(run) if event["type"] == "call"]


@pytest.mark.covers("resume", "ask-missing")
def test_an_answer_is_asked_for_once_though_the_run_was_killed(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(name: str) -> str:
        asked.append(name)
        return "2"

    def killed(event: dict[str, Any]) -> None:
        if event["type"] == "answer":
            raise KeyboardInterrupt

    replies, run = [missing("price of y"), scripts.LP], tmp_path / "run"
    chosen = settings_for(replies, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        orthought.solve(scripts.LP_TEXT, settings=chosen, out=run, ask=answer, on_event=killed)
    Path(chosen.llm.removeprefix("scripted:")).write_text(json.dumps([scripts.LP]))
    solution = orthought.solve(scripts.LP_TEXT, settings=chosen, out=run, ask=answer)
    assert solution.status == "checked"
    assert asked == ["price of y"]
    assert stages(run) == ["model", "model"]


@pytest.mark.covers("resume")
def test_a_failing_callback_leaves_a_run_that_goes_on(tmp_path: Path) -> None:
    def fail(_name: str) -> str:
        raise LookupError("nobody there")

    chosen = settings_for([missing("price of y"), scripts.LP], tmp_path)
    with pytest.raises(LookupError):
        orthought.solve(scripts.LP_TEXT, settings=chosen, out=tmp_path / "run", ask=fail)
    Path(chosen.llm.removeprefix("scripted:")).write_text(json.dumps([scripts.LP]))
    again = orthought.solve(
        scripts.LP_TEXT, settings=chosen, out=tmp_path / "run", ask=lambda _name: "2"
    )
    assert again.status == "checked"
    assert again.usage.cached_calls == 1


@pytest.mark.covers("resume")
def test_texts_with_unicode_line_ends_are_read_back(tmp_path: Path) -> None:
    text = scripts.LP_TEXT.replace("; ", ";\u2028\x85\x0c")
    chosen = settings_for([scripts.LP], tmp_path)
    solution = orthought.solve(text, settings=chosen, out=tmp_path / "run")
    assert orthought.load(tmp_path / "run").text == text
    assert orthought.solve(text, settings=chosen, out=tmp_path / "run") == solution
    replayed = orthought.load_settings({"llm": f"replay:{tmp_path / 'run'}"})[0]
    again = orthought.solve(text, settings=replayed, out=tmp_path / "again")
    assert again.objective == solution.objective


@pytest.mark.covers("resume")
def test_halves_of_surrogate_pairs_do_not_break_a_run(tmp_path: Path) -> None:
    with open_run(tmp_path / "run") as run:
        run.append({"type": "run", "format": 1, "text": "a\udcffb"})
    assert read_events(tmp_path / "run")[0]["text"] == "a?b"


@pytest.mark.covers("resume")
def test_a_lost_solution_is_made_again_from_the_recorded_replies(tmp_path: Path) -> None:
    chosen = settings_for([scripts.LP], tmp_path)
    first = orthought.solve(scripts.LP_TEXT, settings=chosen, out=tmp_path / "run")
    (tmp_path / "run" / "solution.json").unlink()
    again = orthought.solve(scripts.LP_TEXT, settings=chosen, out=tmp_path / "run")
    assert again.objective == first.objective
    assert again.usage.calls == 0


@pytest.mark.covers("budget", "resume")
def test_a_larger_budget_goes_on_in_the_same_run(tmp_path: Path) -> None:
    broken = scripts.LP.replace("data[", "dada[")
    chosen = settings_for([broken, scripts.LP], tmp_path, budget_calls=1, runs=str(tmp_path))
    with pytest.raises(orthought.OrthoughtError, match="calls"):
        orthought.solve(scripts.LP_TEXT, settings=chosen)
    Path(chosen.llm.removeprefix("scripted:")).write_text(json.dumps([scripts.LP]))
    larger = chosen.model_copy(update={"budget_calls": 5})
    solution = orthought.solve(scripts.LP_TEXT, settings=larger)
    assert solution.status == "checked"
    assert (solution.usage.calls, solution.usage.cached_calls) == (1, 1)


@pytest.mark.covers("budget", "resume")
def test_replies_from_the_cache_are_not_money_of_this_run() -> None:
    paid, cached = Reply(text="a", cost_usd=2.0), Reply(text="b", cost_usd=3.0, replayed=True)
    events = [
        {"type": "reply", "key": str(k), "reply": reply.model_dump(mode="json")}
        for k, reply in enumerate((paid, cached))
    ]
    session = open_session(ScriptedModel([]), orthought.Settings(), events, lambda _event: None)
    assert session.budget.used_usd == 2.0


@pytest.mark.covers("library-call")
def test_blocking_calls_inside_an_event_loop_name_what_to_call(tmp_path: Path) -> None:
    async def notebook() -> None:
        with pytest.raises(UsageError, match="event loop") as refused:
            solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
        assert "solve_async" in str(refused.value.fix)
        with pytest.raises(UsageError, match="event loop") as refused:
            orthought.refine(tmp_path, "more")
        assert "to_thread" in str(refused.value.fix)

    asyncio.run(notebook())
    assert not (tmp_path / "run").exists()


@pytest.mark.covers("library-call")
def test_several_solves_share_one_event_loop(tmp_path: Path) -> None:
    folders = [tmp_path / str(k) for k in range(3)]
    for folder in folders:
        folder.mkdir()

    async def together() -> list[orthought.Solution]:
        work = [
            orthought.solve_async(
                scripts.LP_TEXT, settings=settings_for([scripts.LP], folder), out=folder / "run"
            )
            for folder in folders
        ]
        return await asyncio.gather(*work)

    assert [found.status for found in asyncio.run(together())] == ["checked"] * 3


@pytest.mark.covers("refine")
def test_refinements_of_two_models_are_two_runs(tmp_path: Path) -> None:
    runs = [tmp_path / "one", tmp_path / "two"]
    other = scripts.LP.replace('"title": "Scripted"', '"title": "Another"')
    for run, reply in zip(runs, (scripts.LP, other), strict=True):
        orthought.solve(scripts.LP_TEXT, settings=settings_for([reply], tmp_path), out=run)
    chosen = settings_for([scripts.LP], tmp_path, runs=str(tmp_path / "runs"))
    found = [orthought.refine(run, "Nothing else changes.", settings=chosen) for run in runs]
    assert found[0].run != found[1].run


@pytest.mark.covers("older-runs-readable")
def test_a_solution_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    path = tmp_path / "run" / "solution.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"schema_version": 99}))
    with pytest.raises(RunFolderError, match="schema 99"):
        orthought.load(tmp_path / "run")


@pytest.mark.covers("repairs")
def test_a_program_that_fails_is_not_done_with_by_a_confirmation(tmp_path: Path) -> None:
    broken = scripts.LP.replace("data[", "dada[")
    solution = solve(scripts.LP_TEXT, [broken, scripts.CONFIRM_INFEASIBLE, scripts.LP], tmp_path)
    assert solution.status == "checked"
    assert solution.attempts == 3


@pytest.mark.covers("class-overrule", "ask-missing")
def test_after_an_answer_the_chosen_class_still_advises(tmp_path: Path) -> None:
    overrule = '```json\n{"overrule": true, "problem_class": "knapsack"}\n```'
    chosen = settings_for([overrule, missing("price of y"), scripts.LP], tmp_path)
    run = tmp_path / "run"
    solution = orthought.solve(scripts.LP_TEXT, settings=chosen, out=run, ask=lambda _name: "2")
    assert solution.status == "checked"
    calls = [event for event in read_events(run) if event["type"] == "call"]
    prompts = [call["messages"][-1]["content"] for call in calls]
    assert len(prompts) == 3
    advice = [line for line in prompts[1].splitlines() if "knapsack" in line.lower()]
    assert advice
    assert all(line in prompts[2] for line in advice)


@pytest.mark.covers("sandbox-tiers")
def test_nobody_is_given_the_unsafe_sandbox_that_another_allowed() -> None:
    allowed = orthought.Settings(sandbox="unsafe", allow_unsafe=True)
    shared_sandbox(allowed)
    with pytest.raises(SandboxError):
        shared_sandbox(orthought.Settings(sandbox="unsafe"))


@pytest.mark.covers("run-artefacts")
def test_beginning_anew_leaves_nothing_of_the_old_answer(tmp_path: Path) -> None:
    run = tmp_path / "run"
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    assert (run / "solution.csv").exists()
    replies = [scripts.INFEASIBLE, scripts.CONFIRM_INFEASIBLE]
    solution = solve(scripts.INFEASIBLE_TEXT, replies, tmp_path, fresh=True)
    assert solution.status == "infeasible"
    assert not (run / "solution.csv").exists()
    assert len(list(run.glob("events-*.jsonl"))) == 1


@pytest.mark.covers("checks")
def test_numbers_of_the_model_in_the_place_of_given_ones_are_a_doubt(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, [scripts.LP], tmp_path, data={"cost_x": 7})
    assert solution.status == "doubtful"
    assert any("cost_x" in check.message for check in solution.checks)
    stored = json.loads((tmp_path / "run" / "data" / "data.json").read_text())
    assert stored["values"]["cost_x"] == 3


@pytest.mark.covers("checks")
def test_a_program_too_long_to_be_searched_is_not_checked() -> None:
    program = "x = 0\n" * 40_000
    assert check_literals(program).verdict == "objects"


@pytest.mark.covers("checks")
def test_sentences_that_the_text_does_not_have_are_noted(tmp_path: Path) -> None:
    cited = scripts.LP.replace('"sentences": [\n    1\n   ]', '"sentences": [\n    41\n   ]', 1)
    assert cited != scripts.LP
    solution = solve(scripts.LP_TEXT, [cited], tmp_path)
    assert any("41" in check.message for check in solution.checks)
    assert "41" in (tmp_path / "run" / "formulation.md").read_text()


@pytest.mark.covers("library-call")
def test_several_threads_solve_at_once(tmp_path: Path) -> None:
    folders = [tmp_path / str(k) for k in range(3)]
    for folder in folders:
        folder.mkdir()
    with ThreadPoolExecutor(3) as threads:
        found = list(
            threads.map(lambda folder: solve(scripts.LP_TEXT, [scripts.LP], folder), folders)
        )
    assert [solution.status for solution in found] == ["checked"] * 3
