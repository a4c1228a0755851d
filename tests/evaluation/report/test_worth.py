"""What a report says of a printed confidence, and of the word where there is none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orthought.agent.confidence.fit import ConfidenceFit, short_digest
from orthought.agent.confidence.stored import users_folder, write_fit
from orthought.evaluation.report import Summary, summarise, write_report
from orthought.evaluation.report.figures.models import WorthRow
from orthought.solution import Confidence
from orthought.statistics import auroc, brier_skill
from tests.agent.confidence.answers import made_fit
from tests.evaluation.report.scene import MadeLabels, MadeRun, make_problem, make_result, make_run

PROBLEMS = [make_problem(n) for n in range(1, 41)]
RIGHT = [n % 3 != 0 for n in range(40)]
STATED = [0.9 if n % 3 else (0.2 if n % 2 else 0.7) for n in range(40)]
NOTHING: dict[str, Any] = {"objective": None, "feasible": False, "built": False, "size": None}


def stated_run(mark: str = "made@01234567") -> MadeRun:
    """Return a run in which each answer states a probability."""
    results = [
        make_result(
            problem,
            right=right,
            confidence=Confidence(level="doubtful", probability=value, fit=mark),
        )
        for problem, right, value in zip(PROBLEMS, RIGHT, STATED, strict=True)
    ]
    return make_run(results, PROBLEMS)


def worth(run: MadeRun) -> WorthRow:
    return summarise([run], labels=MadeLabels()).worth[0]


@pytest.mark.covers("eval-confidence")
def test_the_printed_probability_is_judged() -> None:
    row = worth(stated_run())
    found = row.calibration
    assert (row.by, row.answers, found.answers, found.right) == ("confidence", 40, 40, sum(RIGHT))
    assert found.skill is not None
    assert found.auroc is not None
    assert found.skill.estimate == pytest.approx(brier_skill(STATED, RIGHT))
    assert found.auroc.estimate == pytest.approx(auroc(STATED, RIGHT))
    assert found.skill.low < found.skill.estimate < found.skill.high
    assert row.strange_fits == ("made@01234567",)


@pytest.mark.covers("eval-confidence")
def test_problems_that_the_fit_learned_from_are_left_out() -> None:
    learned = tuple(short_digest(problem.digest) for problem in PROBLEMS[:25])
    plain = made_fit()
    fit: ConfidenceFit = made_fit(data=plain.data.model_copy(update={"problems": learned}))
    write_fit(fit, users_folder() / "made.json")
    row = worth(stated_run(fit.mark))
    assert (row.by, row.answers, row.learned, row.calibration.answers) == ("confidence", 40, 25, 15)
    assert row.strange_fits == ()
    every = tuple(short_digest(problem.digest) for problem in PROBLEMS)
    whole = made_fit(data=plain.data.model_copy(update={"problems": every}))
    write_fit(whole, users_folder() / "made.json")
    row = worth(stated_run(whole.mark))
    assert (row.by, row.learned, row.calibration.answers) == ("word", 40, 40)


@pytest.mark.covers("eval-confidence")
def test_without_a_probability_the_word_is_judged() -> None:
    results = [
        make_result(
            p, right=n % 4 != 0, status="doubtful" if n % 4 == 0 or n % 7 == 0 else "checked"
        )
        for n, p in enumerate(PROBLEMS)
    ]
    results[1] = make_result(PROBLEMS[1], right=False, status="failed", **NOTHING)
    row = worth(make_run(results, PROBLEMS))
    assert (row.by, row.cells, row.answers, row.calibration.answers) == ("word", 40, 39, 39)
    right = [n % 4 != 0 for n in range(40) if n != 1]
    checked = [float(not (n % 4 == 0 or n % 7 == 0)) for n in range(40) if n != 1]
    assert row.calibration.auroc is not None
    assert row.calibration.auroc.estimate == pytest.approx(auroc(checked, right))
    assert row.calibration.skill is not None
    assert 0.3 < row.calibration.skill.estimate < 1


def test_a_word_that_says_nothing_has_no_skill() -> None:
    results = [make_result(p, right=n % 2 == 0) for n, p in enumerate(PROBLEMS)]
    found = worth(make_run(results, PROBLEMS)).calibration
    assert found.auroc is not None
    assert found.auroc.estimate == 0.5
    assert found.skill is not None
    assert -0.1 < found.skill.estimate <= 0


def test_a_way_without_any_answer_has_no_row() -> None:
    results = [make_result(p, right=False, status="failed", **NOTHING) for p in PROBLEMS]
    assert summarise([make_run(results, PROBLEMS)], labels=MadeLabels()).worth == ()


def test_one_problem_alone_is_no_reason_to_fail() -> None:
    found = worth(make_run([make_result(PROBLEMS[0])], PROBLEMS[:1])).calibration
    assert (found.answers, found.skill, found.auroc) == (1, None, None)


@pytest.mark.covers("eval-confidence")
def test_the_report_has_the_tables_in_all_formats(tmp_path: Path) -> None:
    paths = write_report([stated_run()], tmp_path, labels=MadeLabels())
    for path in (paths.markdown, paths.html):
        content = path.read_text(encoding="utf-8")
        for words in ("Brier skill", "AUROC", "surest 80 %", "Stated probability", "is not here"):
            assert words in content
    page = paths.html.read_text(encoding="utf-8")
    assert "plot-risk-made" in page
    assert "plot-reliability-made" in page
    summary = Summary.model_validate_json(paths.json_file.read_text(encoding="utf-8"))
    assert [len(row.calibration.risk) for row in summary.worth] == [10]


def test_the_words_have_no_table_of_reliability(tmp_path: Path) -> None:
    run = make_run([make_result(p, right=n % 2 == 0) for n, p in enumerate(PROBLEMS)], PROBLEMS)
    paths = write_report([run], tmp_path, labels=MadeLabels())
    content = paths.markdown.read_text(encoding="utf-8")
    assert "By word: checked stands before solved" in content
    assert "Stated probability" not in content


def test_a_summary_of_an_older_version_is_read(tmp_path: Path) -> None:
    paths = write_report([stated_run()], tmp_path, labels=MadeLabels())
    content = json.loads(paths.json_file.read_text(encoding="utf-8"))
    del content["worth"]
    assert Summary.model_validate(content).worth == ()
