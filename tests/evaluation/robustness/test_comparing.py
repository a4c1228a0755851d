"""Derived sets beside their base: drops, tests and what was left out, over scripted results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orthought.cli.main import app
from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.robustness.comparing import compare_derived
from orthought.evaluation.robustness.writing import robustness_markdown
from orthought.evaluation.sets import load_set
from tests.evaluation.report.scene import MadeLabels, MadeRun, make_problem, make_result, make_run

pytestmark = pytest.mark.covers("eval-robustness")
BASE, DERIVED = "made", "made~synonyms@1"


def scene(*, count: int = 10, lost: int = 6, left_out: int = 2) -> MadeRun:
    """Return a run in which every base answer is right and `lost` derived ones are wrong."""
    base = [make_problem(number) for number in range(1, count + 1)]
    derived = [make_problem(number, DERIVED) for number in range(1, count + 1 - left_out)]
    results = [make_result(problem) for problem in base]
    results += [make_result(p, right=place >= lost) for place, p in enumerate(derived)]
    run = make_run(results, [*base, *derived])
    missing = {problem.identifier: "nothing to change" for problem in base[count - left_out :]}
    facts = {BASE: {}, DERIVED: {"passed_over": missing}}
    return MadeRun({**run.manifest, "sets": facts}, run.results, run.known)


def test_the_drop_is_over_the_same_problems() -> None:
    effect = compare_derived([scene()], labels=MadeLabels()).effects[0]
    assert (effect.rule, effect.seed, effect.problems) == ("synonyms", 1, 8)
    assert (effect.right_base, effect.right_derived) == (1.0, 0.25)
    assert effect.drop.estimate == pytest.approx(0.75)
    assert effect.drop.low < 0.75 < effect.drop.high
    assert (effect.only_base, effect.only_derived) == (6, 0)
    assert effect.test.p_value == pytest.approx(2 * 0.5**6)
    assert (len(effect.left_out), effect.unfinished) == (2, 0)


def test_a_problem_that_was_not_measured_is_told_and_left_out() -> None:
    whole = scene()
    run = MadeRun(whole.manifest, whole.results[1:], whole.known)
    report = compare_derived([run], labels=MadeLabels())
    assert (report.effects[0].problems, report.effects[0].unfinished) == (7, 1)
    assert "1 problem measured on one side only" in robustness_markdown(report)


def test_an_answer_that_was_not_heard_is_counted() -> None:
    whole = scene(lost=0)
    problem = whole.known[f"{DERIVED}:prob_001"]
    lost = make_result(
        problem, right=False, status="error", error="EndpointFaultError", objective=None
    )
    results = [r for r in whole.results if r.cell.problem_key != problem.key]
    run = MadeRun(whole.manifest, (*results, lost), whole.known)
    assert compare_derived([run], labels=MadeLabels()).effects[0].not_heard == 1


def test_the_page_names_rule_labels_and_what_was_left_out() -> None:
    page = robustness_markdown(compare_derived([scene()], labels=MadeLabels()))
    assert "words swapped" in page
    assert "6 / 0" in page and "0.0312" in page
    assert "leaves out prob_009, prob_010: nothing to change" in page


def test_a_run_without_derived_sets_is_refused() -> None:
    problem = make_problem(1)
    run = make_run([make_result(problem)], [problem])
    with pytest.raises(InputError, match="no derived set"):
        compare_derived([run], labels=MadeLabels())


def kept_run(folder: Path, problems: list[BenchmarkProblem]) -> Path:
    """Keep a run in which the base is answered right and all else is wrong."""
    results = [make_result(p, right=p.set_name == "starter") for p in problems]
    run = make_run(results, problems)
    derived = load_set("starter~words@1")
    sets = {"starter": {}, derived.card.name: {"passed_over": dict(derived.card.left_out)}}
    experiment = {"bench": list(sets), "method": ["orthought"], "llm": ["openai:made"]}
    manifest = {**run.manifest, "format": 1, "sets": sets, "experiment": experiment}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    lines = "".join(result.model_dump_json() + "\n" for result in results)
    (folder / "results.jsonl").write_text(lines)
    return folder


def test_the_command_writes_table_page_and_json(tmp_path: Path) -> None:
    names = ("s01_garden_furniture", "s02_potting_soil", "s04_gravel_haul")
    problems = [load_set(s).problem(n) for s in ("starter", "starter~words@1") for n in names]
    folder, page = kept_run(tmp_path, problems), tmp_path / "page.md"
    done = CliRunner().invoke(app, ["eval", "robustness", str(folder), "--out", str(page)])
    assert done.exit_code == 0, done.output
    assert "starter~words@1" in done.stdout and "+100.0" in done.stdout
    assert "finds nothing to change" in done.stdout
    assert page.read_text().startswith("# Robustness")
    told = CliRunner().invoke(app, ["eval", "robustness", str(folder), "--json"])
    assert json.loads(told.stdout)["effects"][0]["problems"] == 3
