"""A run that was killed anywhere ends as if nothing had happened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from orthought.agent.workplace import Shared
from orthought.campaign.simulation.api import make_design
from orthought.campaign.simulation.planning import make_tasks
from orthought.campaign.simulation.task import Task, read_trajectory, run_task
from orthought.campaign.trajectory import Trajectory
from orthought.errors import RunFolderError
from orthought.llm.throttle import Throttle
from orthought.settings import Settings
from tests.campaign.loop.worlds import answering_model
from tests.campaign.simulation.sets import bare, small_set


def task_of(proposer: str, folder: Path, **fields: Any) -> Task:
    design = make_design(proposer, {"runs": 1, "budget": 6, "batch": 2, **fields})
    (task,) = make_tasks(design, [small_set(folder)], "scripted:x")
    return task


def carry_out(task: Task, root: Path) -> Trajectory:
    model = answering_model(name="scripted:x")
    shared = Shared(model=model, throttle=Throttle())
    settings = Settings(llm="scripted:x", cache=False)
    return asyncio.run(run_task(task, root, settings=settings, shared=shared))


@pytest.mark.parametrize(
    ("proposer", "fields", "count"),
    [
        ("random", {}, 40),
        ("latin_hypercube", {"batch": 4}, 20),
        ("gp", {"starts": 2, "budget": 4}, 4),
        ("llm", {"batch": 1, "budget": 4}, 40),
        ("llm", {"mode": "ironmind"}, 20),
    ],
)
@pytest.mark.covers("simulate-resumed")
def test_cut_at_any_byte_it_ends_the_same(
    proposer: str, fields: dict[str, Any], count: int, tmp_path: Path
) -> None:
    task = task_of(proposer, tmp_path, **fields)
    whole = carry_out(task, tmp_path / "whole")
    raw = (tmp_path / "whole" / task.folder / "events.jsonl").read_bytes()
    for cut in range(0, len(raw) + 1, max(1, len(raw) // count)):
        folder = tmp_path / str(cut) / task.folder
        folder.mkdir(parents=True)
        (folder / "events.jsonl").write_bytes(raw[:cut])
        resumed = carry_out(task, tmp_path / str(cut))
        assert bare(resumed) == bare(whole), cut
        assert read_trajectory(folder) == resumed
    assert whole.usage is None or whole.usage.calls > 0


def test_a_log_of_another_run_is_refused(tmp_path: Path) -> None:
    task = task_of("random", tmp_path)
    carry_out(task, tmp_path / "out")
    with pytest.raises(RunFolderError, match="another run"):
        carry_out(replace(task, budget=9), tmp_path / "out")


def test_a_damaged_trajectory_is_worked_out_again(tmp_path: Path) -> None:
    task = task_of("random", tmp_path)
    whole = carry_out(task, tmp_path / "out")
    path = tmp_path / "out" / task.folder / "trajectory.json"
    path.write_text("{")
    assert read_trajectory(path.parent) is None
    assert bare(carry_out(task, tmp_path / "out")) == bare(whole)
