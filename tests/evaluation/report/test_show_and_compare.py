"""Comparisons within a run, and terminal text of hostile problems."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.evaluation.report import compare_runs, rescore, show_problem
from orthought.evaluation.report.problem_text import problem_text
from orthought.evaluation.report.showing import Call, view_problem
from orthought.evaluation.sets import load_set
from orthought.pages.escaping import clean
from tests.evaluation.report.scene import (
    HOSTILE,
    MadeLabels,
    MadeRun,
    drawn_run,
    make_problem,
    make_result,
    make_run,
)

RUN = drawn_run({"standard": 0.3, "orthought": 0.8}, count=40)


def always(_folder: Path) -> MadeRun:
    return RUN


def test_two_methods_of_one_run() -> None:
    report = compare_runs("RUN#orthought", "RUN#standard", labels=MadeLabels(), read=always)
    pair = report.pairs[0]
    assert (pair.first.method, pair.second.method) == ("orthought", "standard")
    assert pair.first.run == pair.second.run
    assert pair.difference.estimate > 0
    assert "orthought against standard" in report.text


def test_the_other_way_round_the_difference_turns_its_sign() -> None:
    sides = ("RUN#standard@openai:made", "RUN#orthought@openai:made")
    there = compare_runs(*sides, labels=MadeLabels(), read=always).pairs[0]
    back = compare_runs(*sides[::-1], labels=MadeLabels(), read=always).pairs[0]
    assert there.difference.estimate == pytest.approx(-back.difference.estimate)
    assert there.test.p_value == back.test.p_value


def test_several_sets_give_a_test_each() -> None:
    run = drawn_run({"a": 0.3, "b": 0.8}, count=20, set_names=("made", "other"))
    report = compare_runs("RUN#a", "RUN#b", labels=MadeLabels(), read=lambda _folder: run)
    assert [pair.first.set_name for pair in report.pairs] == ["made", "other"]
    assert [pair.adjusted for pair in report.pairs] == [p.test.p_value for p in report.pairs]


def test_no_control_character_reaches_the_terminal() -> None:
    problem = make_problem(1)
    run = make_run([make_result(problem, HOSTILE, False, message=HOSTILE)], [problem])
    view = view_problem(run, "prob_001", labels=MadeLabels())
    call = Call(stage=HOSTILE, prompt=HOSTILE, reply=f"{HOSTILE}\r\nlast")
    cell = view.cells[0].model_copy(update={"calls": (call,), "program": HOSTILE})
    text = problem_text(view.model_copy(update={"cells": (cell,)}))
    assert not [c for c in text if c != "\n" and c != clean(c)]
    assert "last" in text


def test_long_parts_are_folded_and_can_be_had_in_full() -> None:
    problem = make_problem(1, text="\n".join(f"line {n}" for n in range(500)) + "x" * 1000)
    run = make_run([make_result(problem)], [problem])
    folded = show_problem(run, "prob_001", labels=MadeLabels())
    full = show_problem(run, "prob_001", labels=MadeLabels(), full=True)
    assert "[... 420 lines ...]" in folded
    assert "line 250" not in folded
    assert "line 250" in full
    assert max(map(len, folded.splitlines())) < 500


def test_an_identifier_of_two_sets_asks_for_more() -> None:
    problems = [make_problem(1), make_problem(1, "other")]
    run = make_run([make_result(p) for p in problems], problems)
    with pytest.raises(InputError) as caught:
        show_problem(run, "prob_001", labels=MadeLabels())
    assert caught.value.fix == "use made:prob_001 or other:prob_001"


def test_scores_need_a_folder() -> None:
    with pytest.raises(InputError, match="no folder"):
        rescore(RUN, labels=MadeLabels())


def test_each_shard_receives_its_own_scores(tmp_path: Path) -> None:
    problems = [make_problem(n) for n in (1, 2, 3)]
    results = [make_result(p) for p in problems]
    for position, result in enumerate(results):
        (tmp_path / str(position % 2) / result.folder).mkdir(parents=True)
    known = {p.key: p for p in problems}
    made = make_run(results, problems)
    run = MadeRun(made.manifest, made.results, known, (tmp_path / "0", tmp_path / "1"))
    done = rescore(run, labels=MadeLabels())
    counts = [path.read_text(encoding="utf-8").count('"right"') for path in done.paths]
    assert counts == [2, 1]


def test_the_labels_of_a_stored_set(tmp_path: Path) -> None:
    problems = load_set("starter").problems[:3]
    results = [make_result(p, right=n != 0) for n, p in enumerate(problems)]
    run = make_run(results, problems, folder=tmp_path)
    assert [way.right.count for way in rescore(run).ways] == [2]
    assert "corrected   2590.2439" in show_problem(run, "s01_garden_furniture")
