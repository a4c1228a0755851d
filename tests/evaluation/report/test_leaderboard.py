"""The leaderboard: who stands with whom, in which place, tested against whom, from which files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orthought.errors import InputError, RunFolderError
from orthought.evaluation.report.leaderboard import (
    Board,
    Leaderboard,
    find_evaluations,
    make_leaderboard,
    write_leaderboard,
)
from orthought.evaluation.report.leaderboard.making import board_of
from orthought.evaluation.report.leaderboard.page import page_of
from orthought.evaluation.report.sections.context import NOTHING
from orthought.evaluation.rules import rule_of
from orthought.pages.markdown import to_markdown
from orthought.solution import Usage
from tests.evaluation.report.scene import (
    HOSTILE,
    MadeLabels,
    MadeRun,
    drawn_run,
    make_problem,
    make_result,
    make_run,
)

KEPT = Path(__file__).resolve().parents[3] / "evals" / "results"


def board(*runs: MadeRun, labels: MadeLabels | None = None, **more: Any) -> Leaderboard:
    """Return the leaderboard of made-up runs."""
    rules = [rule_of(name) for name in more.pop("rules", ("strict",))]
    version = more.pop("version", "corrected")
    return board_of([(f"kept/{n}", run) for n, run in enumerate(runs)], rules, version,
                    labels or MadeLabels())  # fmt: skip


def run_of(rights: Mapping[str, str], name: str = "made", **changes: Any) -> MadeRun:
    """Return a run of methods whose letters say which problem is right: 'yny'."""
    count = len(next(iter(rights.values())))
    problems = [make_problem(number) for number in range(1, count + 1)]
    results = [
        make_result(problem, method, right == "y", **changes)
        for method, row in rights.items()
        for problem, right in zip(problems, row, strict=True)
    ]
    return make_run(results, problems, name=name)


def places(one: Board) -> list[tuple[int, str]]:
    return [(standing.place, standing.way.method) for standing in one.standings]


@pytest.mark.covers("eval-leaderboard")
def test_the_best_stands_first_and_equals_share_a_place() -> None:
    made = board(run_of({"a": "ynnn", "b": "yyyn", "c": "nyyy", "d": "nnnn"}))
    assert places(made.boards[0]) == [(1, "b"), (1, "c"), (3, "a"), (4, "d")]


def test_among_equals_the_one_with_fewer_tokens_is_first() -> None:
    dear = run_of({"a": "yn"}, name="dear", usage=Usage(calls=1, prompt_tokens=900))
    cheap = run_of({"b": "ny"}, name="cheap", usage=Usage(calls=1, prompt_tokens=100))
    assert places(board(dear, cheap).boards[0]) == [(1, "b"), (1, "a")]


def test_only_ways_with_the_same_problems_share_a_board() -> None:
    made = board(run_of({"a": "yyn"}), run_of({"b": "yy"}), run_of({"c": "nnn"}))
    assert [places(one) for one in made.boards] == [[(1, "a"), (2, "c")], [(1, "b")]]
    assert [one.problems for one in made.boards] == [3, 2]


def test_a_problem_whose_text_changed_is_another_problem() -> None:
    problem = make_problem(1)
    changed = problem.model_copy(update={"text": "other words"})
    runs = [make_run([make_result(one)], [one]) for one in (problem, changed)]
    assert len(board(*runs).boards) == 2


def test_neighbours_are_tested_and_corrected_over_their_board() -> None:
    a, b, c = "y" * 9 + "n" * 3, "y" * 2 + "n" * 10, "n" * 12
    pairs = board(run_of({"a": a, "b": b, "c": c})).boards[0].neighbours
    assert [(p.first.method, p.second.method) for p in pairs] == [("a", "b"), ("b", "c")]
    # Seven problems on one side and none on the other: 2 / 2 ** 7, and twice that after Holm.
    assert pairs[0].test.p_value == pytest.approx(2 / 2**7)
    assert pairs[0].adjusted == pytest.approx(4 / 2**7)


def test_places_follow_the_label_version() -> None:
    runs, labels = run_of({"a": "yn", "b": "nn"}), MadeLabels(wrong={"prob_001": 7.0})
    published = board(runs, labels=labels, version="published").boards[0]
    assert places(published) == [(1, "a"), (2, "b")]
    corrected = board(runs, labels=labels).boards[0]
    assert [place for place, _ in places(corrected)] == [1, 1]
    shares = published.standings[0].shares
    assert [shares[v] and shares[v].of for v in ("published", "corrected", "undisputed")] == [  # type: ignore[union-attr]
        2, 2, 1,
    ]  # fmt: skip


def test_a_version_without_any_of_the_problems_leaves_the_share_open() -> None:
    made = board(
        run_of({"a": "y", "b": "n"}), labels=MadeLabels(wrong={"prob_001": 7.0}),
        version="undisputed",
    )  # fmt: skip
    assert [standing.shares["undisputed"] for standing in made.boards[0].standings] == [None, None]
    assert made.boards[0].neighbours == ()
    assert NOTHING in to_markdown(page_of(made))


def test_each_rule_has_boards_of_its_own() -> None:
    made = board(run_of({"a": "yn"}), rules=("strict", "relative:0.9"))
    assert [one.rule for one in made.boards] == ["strict", "relative:0.9"]
    assert list(made.rules) == ["strict", "relative:0.9"]


def test_several_samples_a_problem_are_one_share() -> None:
    made = board(drawn_run({"a": 0.4, "b": 0.9}, count=30, samples=3))
    assert places(made.boards[0]) == [(1, "b"), (2, "a")]
    assert made.boards[0].neighbours[0].both_right is None


def test_a_stand_in_is_no_product_model_and_costs_what_nobody_counted() -> None:
    made = board(run_of({"a": "yn", "b": "nn"}, llm="manual:box", usage=Usage(calls=1)))
    assert "by hand" in made.boards[0].standings[0].stand_in
    page = to_markdown(page_of(made))
    assert "stand-in, no product model" in page
    assert "| $0" not in page and "\\$0" not in page


def test_what_the_endpoint_ended_is_counted_and_told() -> None:
    made = board(run_of({"a": "nn"}, status="error", error="EndpointFaultError", feasible=False))
    assert made.boards[0].standings[0].not_heard == 2
    assert "2 cells ended by the endpoint" in to_markdown(page_of(made))


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    made = board(run_of({HOSTILE: "yn", "b": "nn"}, name=HOSTILE))
    page = write_leaderboard(made, tmp_path).html.read_text()
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")


def test_files_hold_every_board(tmp_path: Path) -> None:
    made = board(run_of({"a": "yn", "b": "nn"}), run_of({"c": "y"}, name="other"))
    paths = write_leaderboard(made, tmp_path / "pages")
    assert Leaderboard.model_validate_json(paths.json_file.read_bytes()) == made
    for path in (paths.html, paths.markdown):
        text = path.read_text()
        assert "Board 1 of made: 2 problems" in text
        assert "Board 2 of made: 1 problem" in text


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("here first")
    with pytest.raises(RunFolderError, match="cannot write"):
        write_leaderboard(board(run_of({"a": "y"})), tmp_path / "out")


def test_evaluations_are_found_at_any_depth_and_cells_are_not_looked_into(tmp_path: Path) -> None:
    for name in ("b", "deep/a", "b/cells/x"):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / name / "manifest.json").write_text("{}")
    found = [path.relative_to(tmp_path).as_posix() for path in find_evaluations(tmp_path)]
    assert found == ["b", "deep/a"]


@pytest.mark.parametrize("name", ["nowhere", "empty"])
def test_a_folder_without_evaluations_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=name):
        make_leaderboard([tmp_path / name])


def kept(folder: Path, **changes: Any) -> Path:
    """Write a kept evaluation of one starter problem; changes go to its record."""
    source = KEPT / "quick"
    manifest = json.loads((source / "manifest.json").read_text())
    record = json.loads((source / "results.jsonl").read_text().splitlines()[0])
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "results.jsonl").write_text(json.dumps({**record, **changes}) + "\n")
    return folder


@pytest.mark.covers("eval-leaderboard")
def test_what_cannot_be_scored_is_left_out_by_name(tmp_path: Path) -> None:
    good = kept(tmp_path / "all" / "good")
    changed = kept(tmp_path / "all" / "changed", problem_digest="0" * 64)
    broken = kept(tmp_path / "all" / "broken")
    (broken / "results.jsonl").write_text("{}\n")
    made = make_leaderboard([tmp_path / "all"])
    assert [line.folder for line in made.evaluations] == [good.as_posix()]
    reasons = {item.folder: item.reason for item in made.left_out}
    assert "bench pull starter" in reasons[changed.as_posix()]
    assert "line 1" in reasons[broken.as_posix()]
    assert f"Not shown: {changed.as_posix()}" in to_markdown(page_of(made)).replace("\\", "")


def test_where_none_can_be_scored_the_reasons_are_told(tmp_path: Path) -> None:
    changed = kept(tmp_path / "changed", problem_digest="0" * 64)
    with pytest.raises(InputError, match="bench pull starter"):
        make_leaderboard([changed])


def test_the_committed_evaluations_have_a_leaderboard() -> None:
    made = make_leaderboard([KEPT / "quick"], ("strict", "orthought"))
    assert {one.rule for one in made.boards} == {"strict", "orthought"}
    assert made.evaluations[0].finished == made.evaluations[0].planned == 24
