"""From evaluations to a fit: whose answers, which labels, and what is refused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from orthought.agent.confidence.evidence import Objection
from orthought.agent.confidence.fit import short_digest
from orthought.agent.confidence.stored import read_fit
from orthought.errors import InputError, RunFolderError
from orthought.evaluation.confidence import Choice, make_fit, require_worth
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.records import read_evaluation
from orthought.evaluation.results import CellResult, evidence_in, result_of
from orthought.evaluation.runner.folder import EvaluationRun
from orthought.solution import Check, Confidence
from tests.cli import solutions
from tests.evaluation.records import CELL, ended, solved
from tests.evaluation.report.scene import MadeLabels, make_problem, make_result, make_run

ROOT = Path(__file__).resolve().parents[2]
DOUBT = (Objection(name="number coverage", severity="doubt"),)
NOTHING: dict[str, Any] = {"objective": None, "feasible": False, "built": False, "size": None}


@dataclass(frozen=True)
class KnownRun(EvaluationRun):
    """A run with its problems, which no set of the machine has."""

    known: Mapping[str, BenchmarkProblem] = field(default_factory=dict)

    def problems(self) -> Mapping[str, BenchmarkProblem]:
        return self.known


def drawn_run(count: int = 60, *, telling: bool = True, set_name: str = "made") -> KnownRun:
    """Return a run in which a doubt is nearly always due, and some problems got no answer."""
    draw, results = random.Random(1), []
    problems = [make_problem(number, set_name) for number in range(1, count + 1)]
    for number, problem in enumerate(problems):
        right = draw.random() < 0.5
        doubt = draw.random() < ((0.1 if right else 0.9) if telling else 0.5)
        changes: dict[str, Any] = {"status": "doubtful" if doubt else "solved"}
        changes |= {"objecting": DOUBT if doubt else ()}
        if number % 10 == 0:
            changes = {"status": "failed", **NOTHING}
        results.append(make_result(problem, right=right, llm="made:one", **changes))
        results.append(make_result(problem, "standard", right=not right, llm="made:one"))
    made = make_run(results, problems)
    return KnownRun(made.manifest, made.results, (), {p.key: p for p in problems})


@pytest.mark.covers("confidence-fit")
def test_a_fit_says_what_it_learned_from() -> None:
    run = drawn_run()
    fit = make_fit([run], Choice("made"), labels=MadeLabels(), command="as here")
    answers = [r for r in run.results if r.cell.method == "orthought" and r.status != "failed"]
    data = fit.data
    assert (data.answers, len(data.problems)) == (54, 54)
    assert data.right == sum(r.objective == int(r.cell.identifier[5:]) for r in answers)
    assert set(data.problems) == {short_digest(r.problem_digest) for r in answers}
    assert (data.llms, data.methods, data.label_version) == (
        ("made:one",), ("orthought",), "corrected",
    )  # fmt: skip
    assert [(s.name, s.problems, s.labels_digest) for s in data.sets] == [
        ("made", 54, "corrected-0-digest")
    ]
    assert data.runs[0].commit == "abc1234"
    assert (data.command, data.severities_guessed) == ("as here", 0)
    assert (fit.models, fit.methods) == (("made:one",), ("orthought",))
    assert fit.checks == ("number coverage",)
    assert fit.figures.held_out.auroc is not None
    assert fit.figures.held_out.auroc.low > 0.7
    require_worth(fit)


@pytest.mark.covers("confidence-fit")
def test_a_fit_that_tells_nothing_is_not_worth_a_file() -> None:
    fit = make_fit([drawn_run(telling=False)], Choice("made"), labels=MadeLabels())
    with pytest.raises(InputError, match="no better than the base rate"):
        require_worth(fit)


def test_a_fit_speaks_of_one_model_or_of_those_that_are_named() -> None:
    run = drawn_run()
    others = tuple(
        r.model_copy(update={"cell": r.cell.model_copy(update={"llm": "made:two"})})
        for r in run.results[::2]
    )
    mixed = KnownRun(run.manifest, (*run.results, *others), (), run.known)
    with pytest.raises(InputError, match="several models: made:one, made:two"):
        make_fit([mixed], Choice("made"), labels=MadeLabels())
    with pytest.raises(InputError, match="hold no answer by cot"):
        make_fit([mixed], Choice("made", methods=("cot",)), labels=MadeLabels())
    one = make_fit([mixed], Choice("made", llms=("made:two",)), labels=MadeLabels())
    assert one.models == ("made:two",)
    both = make_fit([mixed], Choice("made", models=("made:*",)), labels=MadeLabels())
    assert (both.models, both.data.answers, len(both.data.problems)) == (("made:*",), 108, 54)


def test_too_few_problems_are_refused() -> None:
    with pytest.raises(InputError, match="too few for a fit"):
        make_fit([drawn_run(30)], Choice("made"), labels=MadeLabels())


@pytest.mark.covers("confidence-fit")
def test_a_record_keeps_checks_with_severity_and_what_the_answer_said() -> None:
    confidence = Confidence(level="low", probability=0.2, fit="made@01234567")
    solution = solutions.doubtful().model_copy(
        update={"confidence": confidence, "signals": {"agreement": 0.5}, "attempts": 2}
    )
    record = result_of(CELL, "digest", solution, "cells/here")
    assert CellResult.model_validate_json(record.model_dump_json()) == record
    assert record.confidence == confidence
    assert record.objecting == (
        Objection(name="unused_variables", severity="note"),
        Objection(name="number_coverage", severity="doubt"),
    )
    shown = evidence_in(record)
    assert shown is not None
    assert (shown.doubts, shown.notes, shown.repairs) == (1, 1, 1)
    assert shown.signals == {"agreement": 0.5}


@pytest.mark.parametrize(("status", "severity"), [("doubtful", "doubt"), ("solved", "note")])
def test_in_older_records_the_word_tells_the_severity(status: str, severity: str) -> None:
    shown = evidence_in(solved(status=status, objections=("number coverage",)))
    assert shown is not None
    assert [objection.severity for objection in shown.objections] == [severity]


@pytest.mark.parametrize("status", ["failed", "error"])
def test_a_failure_is_no_answer(status: str) -> None:
    assert evidence_in(ended(status)) is None


@pytest.mark.covers("older-runs-readable")
@pytest.mark.parametrize("folder", sorted((ROOT / "evals" / "results").glob("*/")), ids=str)
def test_committed_records_of_older_versions_are_read(folder: Path) -> None:
    if not (folder / "results.jsonl").exists():
        pytest.skip("no records are kept here")
    run = read_evaluation(folder)
    assert len(run.results) == run.manifest["cells"]
    assert any(evidence_in(result) for result in run.results)


def test_a_record_that_cannot_be_read_is_named_by_its_line(tmp_path: Path) -> None:
    run = drawn_run(2)
    (tmp_path / "manifest.json").write_text(json.dumps(run.manifest))
    lines = [result.model_dump_json() for result in run.results]
    (tmp_path / "results.jsonl").write_text("\n".join(lines) + "\n")
    assert read_evaluation(tmp_path).results == run.results
    (tmp_path / "results.jsonl").write_text("\n".join([*lines, '{"novelty": 1}']))
    with pytest.raises(RunFolderError, match="line 5"):
        read_evaluation(tmp_path)
    with pytest.raises(RunFolderError, match="no evaluation"):
        read_evaluation(tmp_path / "absent")


def test_severities_come_from_the_solution_where_it_still_stands(tmp_path: Path) -> None:
    run = drawn_run()
    old = tuple(r.model_copy(update={"objecting": None}) for r in run.results)
    check = Check(name="rows", verdict="objects", severity="note")
    for result in old:
        folder = tmp_path / result.folder
        folder.mkdir(parents=True)
        (folder / "solution.json").write_text(solutions.solution(checks=(check,)).model_dump_json())
    broken = tmp_path / old[2].folder / "solution.json"
    broken.write_text("{")
    kept = KnownRun(run.manifest, old, (tmp_path,), run.known)
    fit = make_fit([kept], Choice("made"), labels=MadeLabels())
    assert fit.checks == ("rows",)
    assert fit.data.severities_guessed == 0


def write_own_set(folder: Path, run: KnownRun) -> None:
    """Keep a run's problems as a set of the user's, and its records as they are committed."""
    from orthought.evaluation.sets import add_set, load_set

    lines = [
        json.dumps({"id": p.identifier, "text": p.text, "answer": p.label.objective})
        for p in run.known.values()
    ]
    (folder / "mine.jsonl").write_text("\n".join(lines), encoding="utf-8")
    add_set(folder / "mine.jsonl")
    digests = {p.key: p.digest for p in load_set("mine").problems}
    records = [
        r.model_copy(update={"problem_digest": digests[r.cell.problem_key]}).model_dump_json()
        for r in run.results
    ]
    (folder / "manifest.json").write_text(json.dumps(run.manifest))
    (folder / "results.jsonl").write_text("\n".join(records) + "\n")


def fit_command(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "evals" / "fit_confidence.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.covers("confidence-fit")
def test_the_command_writes_a_fit_with_its_held_out_figures(tmp_path: Path) -> None:
    write_own_set(tmp_path, drawn_run(set_name="mine"))
    out = tmp_path / "fits" / "made.json"
    done = fit_command(str(tmp_path), "--out", str(out), "--models", "made:*")
    assert done.returncode == 0, done.stderr
    fit = read_fit(out)
    assert (fit.name, fit.models, fit.data.answers) == ("made", ("made:*",), 54)
    assert len(fit.figures.other_splits) == 4
    assert fit.data.command.startswith("python evals/fit_confidence.py ")
    for word in ("AUROC", "other splits", "surest 10%", "objects: number coverage"):
        assert word in done.stdout


@pytest.mark.covers("confidence-fit")
def test_the_command_refuses_what_deserves_no_fit(tmp_path: Path) -> None:
    write_own_set(tmp_path, drawn_run(telling=False, set_name="mine"))
    out = tmp_path / "made.json"
    done = fit_command(str(tmp_path), "--out", str(out))
    assert (done.returncode, out.exists()) == (2, False)
    assert "no better than the base rate" in done.stderr
    assert "AUROC" in done.stdout
    assert "Traceback" not in done.stderr
