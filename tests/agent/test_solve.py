"""The whole way from a text to a checked answer, with scripted replies and everything else real."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import orthought
from orthought.runs import read_events
from tests.agent import scripts


def settings_for(replies: list[str], folder: Path, **rest: Any) -> orthought.Settings:
    """Write a script and return settings that use it."""
    script = folder / f"script-{len(list(folder.glob('script-*')))}.json"
    script.write_text(json.dumps(replies))
    return orthought.load_settings({"llm": f"scripted:{script}", **rest})[0]


def solve(text: str, replies: list[str], folder: Path, **rest: Any) -> orthought.Solution:
    """Solve a text with scripted replies in a run folder below `folder`."""
    names = {"data", "ask", "fresh", "on_event"}
    options = {name: rest.pop(name) for name in list(rest) if name in names}
    settings = settings_for(replies, folder, **rest)
    return orthought.solve(text, settings=settings, out=folder / "run", **options)


@pytest.mark.covers("one-call", "library-call")
def test_a_right_reply_is_checked_with_one_call(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    assert solution.status == "checked", solution.checks
    assert solution.objective == pytest.approx(9)
    assert solution.usage.calls == 1
    assert {d.name: d.value for d in solution.decisions} == pytest.approx({"x": 1, "y": 3})
    assert orthought.Solution.model_validate_json(solution.model_dump_json()) == solution


KINDS = [
    (scripts.LP_TEXT, scripts.LP, "LP", 9),
    (scripts.MILP_TEXT, scripts.MILP, "MILP", 17),
    (scripts.CONVEX_QP_TEXT, scripts.CONVEX_QP, "QP", 0.8),
    (scripts.NONCONVEX_QP_TEXT, scripts.NONCONVEX_QP, "QP", 9),
    (scripts.NLP_TEXT, scripts.NLP, "NLP", 8 * math.log(4) - 6),
    (scripts.MINLP_TEXT, scripts.MINLP, "MINLP", 8 * 2 - 1.9 * 4),
]


@pytest.mark.covers("lp", "milp", "convex-qp", "nonconvex-qp", "nlp", "minlp", "verification")
@pytest.mark.parametrize(("text", "reply", "kind", "objective"), KINDS)
def test_every_kind_ends_in_its_optimum(
    text: str, reply: str, kind: str, objective: float, tmp_path: Path
) -> None:
    solution = solve(text, [reply], tmp_path)
    assert solution.size is not None
    assert solution.size.problem_type == kind
    assert solution.outcome is not None
    assert solution.outcome.solution_status == "optimal"
    assert solution.outcome.verification is not None
    assert solution.outcome.verification.holds
    assert solution.objective == pytest.approx(objective, rel=1e-5)
    assert solution.exit_code in (0, 1)


@pytest.mark.covers("infeasible")
def test_an_infeasible_problem_says_what_contradicts(tmp_path: Path) -> None:
    replies = [scripts.INFEASIBLE, scripts.CONFIRM_INFEASIBLE]
    solution = solve(scripts.INFEASIBLE_TEXT, replies, tmp_path)
    assert solution.status == "infeasible"
    assert solution.exit_code == 4
    assert solution.outcome is not None
    assert solution.outcome.conflict is not None
    assert set(solution.outcome.conflict.rows) == {"low", "high"}
    assert solution.outcome.conflict.proven
    assert solution.diagnosis is not None
    assert "contradict" in solution.diagnosis.message
    calls = [event for event in read_events(tmp_path / "run") if event["type"] == "call"]
    assert "row low:  (sentences 1)" in calls[1]["messages"][-1]["content"]


@pytest.mark.covers("unbounded")
def test_an_unbounded_problem_shows_its_ray(tmp_path: Path) -> None:
    replies = [scripts.UNBOUNDED, scripts.CONFIRM_UNBOUNDED]
    solution = solve(scripts.UNBOUNDED_TEXT, replies, tmp_path)
    assert solution.status == "unbounded"
    assert solution.exit_code == 4
    assert solution.objective is None
    assert solution.outcome is not None
    assert solution.outcome.ray is not None
    ray = solution.outcome.ray.variables
    assert ray["x"] > 0
    assert ray["y"] > 0


@pytest.mark.covers("time-limit")
def test_a_time_limit_is_doubtful_and_says_its_gap(tmp_path: Path) -> None:
    solution = solve(scripts.HARD_TEXT, [scripts.HARD], tmp_path, time_limit=0.5)
    assert solution.outcome is not None
    assert solution.outcome.termination == "time_limit"
    assert solution.outcome.solution_status == "feasible"
    assert solution.status == "doubtful"
    objecting = {check.name: check for check in solution.checks if check.verdict == "objects"}
    assert "not proven optimal" in objecting["optimality"].message


BROKEN = scripts.LP.replace('data["need"]', 'data["needed"]')


@pytest.mark.covers("repairs")
def test_a_repair_sees_problem_formulation_program_and_error(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, [BROKEN, scripts.LP], tmp_path)
    assert solution.objective == pytest.approx(9)
    assert solution.attempts == 2
    calls = [event for event in read_events(tmp_path / "run") if event["type"] == "call"]
    prompt = calls[1]["messages"][-1]["content"]
    for part in ("Buy at least 4 units", '"least_x"', 'data["needed"]', "KeyError"):
        assert part in prompt


@pytest.mark.covers("repairs")
def test_never_more_than_three_repairs(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, [BROKEN] * 9, tmp_path)
    assert solution.status == "failed"
    assert solution.exit_code == 3
    assert solution.usage.calls == 4
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "program"
    assert "needed" in solution.diagnosis.message


@pytest.mark.covers("reask")
def test_an_unreadable_reply_gets_one_question(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, ["I would rather not.", scripts.LP], tmp_path)
    assert solution.objective == pytest.approx(9)
    assert set(solution.usage_by_stage) == {"model", "reask"}


@pytest.mark.covers("reask")
def test_nonsense_twice_is_a_diagnosis(tmp_path: Path) -> None:
    solution = solve(scripts.LP_TEXT, ["nonsense"] * 2, tmp_path, max_repairs=0)
    assert solution.status == "failed"
    assert solution.diagnosis is not None
    assert solution.diagnosis.kind == "reply"


@pytest.mark.covers("class-overrule")
def test_the_model_may_overrule_the_class_for_one_more_call(tmp_path: Path) -> None:
    overrule = '{"problem_class": "diet", "overrule": true}'
    solution = solve(scripts.LP_TEXT, [overrule, scripts.LP], tmp_path)
    assert solution.objective == pytest.approx(9)
    assert solution.usage.calls == 2
    calls = [event for event in read_events(tmp_path / "run") if event["type"] == "call"]
    assert "## diet:" in calls[1]["messages"][-1]["content"]


@pytest.mark.covers("not-a-problem", "bad-input")
@pytest.mark.parametrize("text", ["", "  \n", "Hello, lovely weather today."])
def test_no_problem_is_refused_before_a_model_is_asked(text: str, tmp_path: Path) -> None:
    with pytest.raises(orthought.OrthoughtError) as caught:
        solve(text, [], tmp_path)
    assert caught.value.exit_code == 2  # type: ignore[attr-defined]
    assert not (tmp_path / "run").exists()


@pytest.mark.covers("not-a-problem")
def test_the_model_may_say_that_nothing_is_to_be_decided(tmp_path: Path) -> None:
    refusal = '{"not_a_problem": "it tells of 3 past events"}'
    with pytest.raises(orthought.OrthoughtError, match="past events"):
        solve("In 1969 there were 3 astronauts.", [refusal], tmp_path)


@pytest.mark.covers("ask-missing")
def test_missing_numbers_are_asked_for(tmp_path: Path) -> None:
    asking = scripts.LP.replace('"missing": []', '"missing": ["least x"]')
    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return "1 unit"

    solution = solve(scripts.LP_TEXT, [asking, scripts.LP], tmp_path, ask=answer)
    assert asked == ["least x"]
    assert solution.status == "checked"
    calls = [event for event in read_events(tmp_path / "run") if event["type"] == "call"]
    assert "least x: 1 unit" in calls[1]["messages"][-1]["content"]


@pytest.mark.covers("ask-missing")
def test_without_asking_missing_numbers_are_a_doubt(tmp_path: Path) -> None:
    asking = scripts.LP.replace('"missing": []', '"missing": ["least x"]')
    solution = solve(scripts.LP_TEXT, [asking], tmp_path)
    assert solution.status == "doubtful"
    assert any("least x" in check.message + str(check.evidence) for check in solution.checks)


@pytest.mark.covers("numbers-are-data")
def test_a_number_in_the_program_is_a_doubt(tmp_path: Path) -> None:
    own = scripts.LP.replace('data["need"]', "4")
    solution = solve(scripts.LP_TEXT, [own], tmp_path)
    assert solution.objective == pytest.approx(9)
    assert solution.status == "doubtful"


@pytest.mark.covers("solving-inside-tolerated", "forged-result")
@pytest.mark.parametrize(
    "trick",
    [
        "    print('Optimal objective: 1')\n",
        "    pyo.SolverFactory('appsi_highs').solve(model)\n",
        "    import pyomo.core as core; core.Constraint.body = property(lambda self: 0)\n",
        "    import pyomo.environ; pyomo.environ.value = lambda *a, **k: 1.0\n",
        "    import os; [os.write(fd, b'ORTFRM1\\n{}') for fd in (1, 2)]\n",
    ],
)
def test_tricks_change_nothing_but_their_own_instance(trick: str, tmp_path: Path) -> None:
    tried = f"    try:\n    {trick}    except BaseException:\n        pass\n    return model"
    forged = scripts.LP.replace("    return model", tried)
    first = solve(scripts.LP_TEXT, [forged], tmp_path, max_repairs=0)
    assert first.objective == pytest.approx(9) or first.status == "failed"
    if first.outcome is not None and first.outcome.values is not None:
        assert first.outcome.verification is not None
        assert first.outcome.verification.holds
    clean = tmp_path / "clean"
    clean.mkdir()
    assert solve(scripts.LP_TEXT, [scripts.LP], clean).status == "checked"


@pytest.mark.covers("resume")
def test_the_same_call_resumes_and_pays_nothing_twice(tmp_path: Path) -> None:
    settings = settings_for([BROKEN], tmp_path, max_repairs=1)
    with pytest.raises(orthought.OrthoughtError, match="script"):
        orthought.solve(scripts.LP_TEXT, settings=settings, out=tmp_path / "run")
    script = Path(settings.llm.removeprefix("scripted:"))
    script.write_text(json.dumps([scripts.LP]))
    solution = orthought.solve(scripts.LP_TEXT, settings=settings, out=tmp_path / "run")
    assert solution.objective == pytest.approx(9)
    assert solution.usage.calls == 1
    assert solution.usage.cached_calls == 1
    again = orthought.solve(scripts.LP_TEXT, settings=settings, out=tmp_path / "run")
    assert again == solution


@pytest.mark.covers("refine")
def test_refine_changes_a_model_that_stands(tmp_path: Path) -> None:
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    changed = scripts.LP.replace('"value": 4', '"value": 6')
    settings = settings_for([changed], tmp_path)
    refined = orthought.refine(
        tmp_path / "run", "At least 6 units are needed.", settings=settings, out=tmp_path / "new"
    )
    assert refined.objective == pytest.approx(13)
    call = next(e for e in read_events(tmp_path / "new") if e["type"] == "call")
    assert "At least 6 units are needed." in call["messages"][-1]["content"]
    assert 'data["need"]' in call["messages"][-1]["content"]


@pytest.mark.covers("model-on-new-data")
def test_a_model_is_solved_on_new_values_without_a_language_model(tmp_path: Path) -> None:
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    solution = orthought.resolve(
        tmp_path / "run", data={"parameters": {"need": 10}}, out=tmp_path / "new"
    )
    assert solution.objective == pytest.approx(21)
    assert solution.status == "solved"
    assert solution.usage.calls == 0
    with pytest.raises(orthought.OrthoughtError, match="needs"):
        orthought.resolve(
            tmp_path / "run", data={"parameters": {"needs": 10}}, out=tmp_path / "other"
        )


@pytest.mark.covers("run-artefacts", "standalone-script")
@pytest.mark.parametrize(("text", "reply", "kind", "objective"), KINDS)
def test_the_run_folder_stands_by_itself(
    text: str, reply: str, kind: str, objective: float, tmp_path: Path
) -> None:
    solve(text, [reply], tmp_path)
    run = tmp_path / "run"
    names = {path.name for path in run.iterdir()}
    export = "model.nl" if "NLP" in kind else "model.mps"
    assert {"solution.json", "formulation.md", "model.py", "data", "solution.csv",
            "events.jsonl", export} <= names  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(run / "model.py")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    line = next(line for line in done.stdout.splitlines() if line.startswith("objective:"))
    assert float(line.split()[1]) == pytest.approx(objective, rel=1e-5)
    assert "language model" in (run / "model.py").read_text()


@pytest.mark.covers("ablations")
@pytest.mark.parametrize(
    ("ablation", "present", "absent"),
    [
        ("none", "1. Understanding.", ""),
        ("without_understanding", "2. Formulation.", "## Understanding` "),
        ("understanding_simplified", "restate the problem in one sentence", "1. Understanding."),
        ("building_simplified", "write the model.", "step by step"),
    ],
)
def test_ablations_change_the_prompt(
    ablation: str, present: str, absent: str, tmp_path: Path
) -> None:
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path, ablation=ablation)
    call = next(e for e in read_events(tmp_path / "run") if e["type"] == "call")
    prompt = call["messages"][-1]["content"]
    assert present in prompt
    assert not absent or absent not in prompt


@pytest.mark.covers("older-runs-readable")
def test_a_solution_of_a_newer_schema_is_refused(tmp_path: Path) -> None:
    solve(scripts.LP_TEXT, [scripts.LP], tmp_path)
    path = tmp_path / "run" / "solution.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "schema_version": 99, "novelty": 1}))
    with pytest.raises(orthought.OrthoughtError, match="cannot be read"):
        orthought.load(tmp_path / "run")


@pytest.mark.covers("import-light")
def test_the_import_is_light() -> None:
    code = (
        "import sys, orthought\n"
        "heavy = {'pyomo', 'langchain', 'langchain_core', 'pandas', 'numpy', 'openai', 'highspy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.covers("public-names")
def test_all_is_the_public_api() -> None:
    assert sorted(orthought.__all__) == orthought.__all__
    for name in orthought.__all__:
        assert getattr(orthought, name) is not None


@pytest.mark.covers("library-call")
async def test_the_library_call_works_inside_a_loop(tmp_path: Path) -> None:
    settings = settings_for([scripts.LP], tmp_path)
    solution = await orthought.solve_async(scripts.LP_TEXT, settings=settings, out=tmp_path / "run")
    assert solution.objective == pytest.approx(9)
