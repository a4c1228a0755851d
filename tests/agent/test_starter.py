"""The starter set with scripted right answers: right optima, and few doubts."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import orthought
from orthought.resources import benchmarks_folder

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted((benchmarks_folder() / "starter").glob("*/answer.json"))
REPLIES = ROOT / "tests" / "replies" / "starter"
CONFIRM = {"infeasible": "they contradict each other", "unbounded": "nothing limits it"}


def solve_starter(folder: Path, out: Path) -> orthought.Solution:
    """Solve a starter problem with its scripted reply, confirming where no optimum exists."""
    answer = json.loads((folder / "answer.json").read_text())
    replies = [(REPLIES / f"{folder.name}.md").read_text()]
    if answer["status"] in CONFIRM:
        confirmation = {"confirm": answer["status"], "reason": CONFIRM[answer["status"]]}
        replies.append(json.dumps(confirmation))
    script = out / "script.json"
    script.write_text(json.dumps(replies))
    return orthought.solve(
        (folder / "problem.md").read_text(),
        data=sorted((folder / "data").glob("*")),
        llm=f"scripted:{script}",
        relative_gap=0.0,
        out=out / "run",
    )


@pytest.mark.covers("starter-set", "solve-tables")
@pytest.mark.parametrize("path", FOLDERS, ids=lambda path: path.parent.name)
def test_scripted_replies_reach_the_proven_optimum(path: Path, tmp_path: Path) -> None:
    answer = json.loads(path.read_text())
    solution = solve_starter(path.parent, tmp_path)
    if answer["status"] != "optimal":
        assert solution.status == answer["status"]
        return
    assert solution.objective is not None, solution.diagnosis
    assert math.isclose(solution.objective, answer["objective"], rel_tol=1e-5)
    assert solution.status in ("checked", "doubtful")


@pytest.mark.siege
@pytest.mark.timeout(300)
@pytest.mark.covers("starter-without-doubt", "checks")
def test_right_answers_are_seldom_doubted(tmp_path: Path) -> None:
    doubted = []
    for path in FOLDERS:
        folder = tmp_path / path.parent.name
        folder.mkdir()
        solution = solve_starter(path.parent, folder)
        if solution.status == "doubtful":
            names = [check.name for check in solution.checks if check.verdict == "objects"]
            doubted.append((path.parent.name, names))
    assert len(doubted) <= len(FOLDERS) // 4, doubted
