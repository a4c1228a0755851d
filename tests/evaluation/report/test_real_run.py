"""From a real evaluation with scripted replies to report, scores, comparison and problem."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orthought.errors import InputError
from orthought.evaluation import Experiment, evaluate
from orthought.evaluation.report import (
    compare_references,
    compare_runs,
    rescore,
    show_problem,
    summarise,
    view_problem,
    write_report,
)
from orthought.evaluation.report.causes import read_instance
from orthought.evaluation.runner import read_run
from orthought.evaluation.scoring import Score
from tests.evaluation.cases import cases, scripted
from tests.evaluation.report.scene import MadeLabels, MadeRun

LABELS = MadeLabels({"beech": 10.0})
"""The audit says 10 of beech, whose answer is 9."""


def read(folder: Path) -> MadeRun:
    """Return a run with its problems, which no set of the machine has."""
    run = read_run(folder)
    known = {problem.key: problem for problem in cases(4).problems}
    return MadeRun(run.manifest, run.results, known, run.folders)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two evaluations: in the second one the model cannot answer two of four problems."""
    root = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        for name, wrong in (("good", ()), ("bad", (0, 3))):
            experiment = Experiment(
                name=name, bench=("cases",), llm=("scripted",), max_repairs=0, llm_note="scripted"
            )
            evaluate(experiment, out=root / name, sets=[cases(4)], model=scripted(4, wrong))
    return root / "good", root / "bad"


def test_two_runs_in_one_report(folders: tuple[Path, Path], tmp_path: Path) -> None:
    paths = write_report([read(path) for path in folders], tmp_path, labels=LABELS)
    summary = json.loads(paths.json_file.read_text(encoding="utf-8"))
    right = {row["way"]["run"]: row["right"]["count"] for row in summary["ways"]}
    assert right == {"good": 3, "bad": 1}
    causes = {row["cause"] for row in summary["causes"]}
    assert "parse" in causes
    assert "mill buys" not in "".join(p.read_text("utf-8") for p in paths.model_dump().values())


def test_causes_are_kept_and_found_again(folders: tuple[Path, Path]) -> None:
    run = read(folders[1])
    first = summarise([run], labels=LABELS)
    kept = folders[1] / "scores" / "causes-strict-corrected.json"
    content = json.loads(kept.read_text(encoding="utf-8"))
    assert len(content) == 3
    changed = {mark: {**cause, "kind": "data"} for mark, cause in content.items()}
    kept.write_text(json.dumps(changed), encoding="utf-8")
    again = summarise([run], labels=LABELS)
    assert {row.cause for row in again.causes} == {"data"}
    kept.write_text("{", encoding="utf-8")
    assert summarise([run], labels=LABELS) == first


def test_scores_are_written_beside_the_run(folders: tuple[Path, Path]) -> None:
    run = read(folders[0])
    done = rescore(run, "orthought", "published", labels=LABELS)
    assert done.paths == (folders[0] / "scores" / "orthought-published.json",)
    content = json.loads(done.paths[0].read_text(encoding="utf-8"))
    scores = [Score.model_validate(score) for score in content["scores"]]
    assert [score.right for score in scores] == [True] * 4
    assert content["labels"] == {"cases": "published-1-digest"}
    assert "4 of 4 right" in done.text
    assert rescore(run, "strict", "undisputed", labels=LABELS).left_out == 1


@pytest.mark.covers("eval-compare")
def test_two_folders_are_compared_problem_by_problem(folders: tuple[Path, Path]) -> None:
    report = compare_runs(*folders, labels=LABELS, read=read)
    pair = report.pairs[0]
    square = (pair.both_right, pair.only_first, pair.only_second, pair.both_wrong)
    assert square == (1, 2, 0, 1)
    assert pair.test.p_value == pytest.approx(0.5)
    for word in ("exact McNemar: p = 0.5000", "both wrong      1", "audited labels: 3 of 10"):
        assert word in report.text


def test_sides_that_share_nothing_are_refused(folders: tuple[Path, Path]) -> None:
    with pytest.raises(InputError, match="orthoght"):
        compare_runs(f"{folders[0]}#orthoght", folders[1], labels=LABELS, read=read)
    with pytest.raises(InputError, match="in common"):
        compare_runs(folders[0], folders[0], labels=LABELS, read=read)


def test_one_problem_in_full(folders: tuple[Path, Path]) -> None:
    text = show_problem(read(folders[0]), "beech", labels=LABELS)
    for word in (
        "The beech mill buys at least",
        "published   9",
        "corrected   10",
        "audit       wrong",
        "a row was left out",
        "not right",
        "cause",
        "def build_model(data)",
        "Call 1",
        "[user]",
        "[reply]",
        "instance.frame",
    ):
        assert word in text


def test_a_problem_without_its_set_still_shows_what_was_done(folders: tuple[Path, Path]) -> None:
    run = read(folders[1])
    bare = MadeRun(run.manifest, run.results, {}, run.folders)
    text = show_problem(bare, "cases:ash", labels=LABELS)
    assert "orthought bench pull cases" in text
    assert "not scored" in text
    assert "I cannot say." in text


def test_a_name_that_is_near_is_offered(folders: tuple[Path, Path]) -> None:
    with pytest.raises(InputError) as caught:
        view_problem(read(folders[0]), "beach", labels=LABELS)
    assert "beech" in str(caught.value.fix)


def test_instances_are_compared_with_their_references(folders: tuple[Path, Path]) -> None:
    run = read(folders[0])
    reference = folders[0] / "reference.mps"
    reference.write_text("", encoding="utf-8")
    known = {
        key: problem.model_copy(update={"reference": reference})
        for key, problem in run.problems().items()
    }
    own = run.folder_of(run.results[0])
    assert own is not None
    mine = read_instance(own)
    assert mine is not None
    referenced = MadeRun(run.manifest, run.results, known, run.folders)
    # All four are held against the first one's instance: only that one is the same.
    assert compare_references(referenced, read=lambda _path: mine) == 4
    row = summarise([run], labels=LABELS).equivalence[0]
    assert (row.compared, row.equivalent.count) == (4, 1)


def test_a_set_without_references_has_nothing_to_compare(folders: tuple[Path, Path]) -> None:
    assert compare_references(read(folders[1])) == 0
