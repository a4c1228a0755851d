"""Full and read-only disks are named, lose nothing that was paid for, and may be mended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orthought.execution import paths

if not paths.on_linux():
    pytest.skip("small disks are made in mount namespaces of Linux", allow_module_level=True)

from tests.long_life.small_disk import IMPOSSIBLE

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.siege, pytest.mark.covers("disk-full"), pytest.mark.timeout(240)]


def play(scene: str, folder: Path) -> Any:
    """Play a scene in a process of its own and return what it tells."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.long_life.disk_scenes", scene, str(folder)],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == IMPOSSIBLE:
        pytest.skip(done.stdout.strip())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_disk_that_is_full_at_any_moment_of_a_solve(tmp_path: Path) -> None:
    told = play("full", tmp_path)
    failed = [case for case in told if case["first"]]
    assert all(case["first"]["kind"] == "RunFolderError" for case in failed)
    assert all("No space left" in case["first"]["message"] for case in failed)
    assert all("make room" in case["first"]["fix"] for case in failed)
    # After room was made, the same call goes on: from the recorded reply where there was one.
    assert {case["objective"] for case in told} == {9.0}
    assert {case["paid"] for case in failed} == {0, 1}
    assert len({case["first"]["message"].rpartition("/run")[2] for case in failed}) >= 5
    assert told[-1]["first"] is None


def test_a_read_only_folder_is_named_before_anything_is_paid(tmp_path: Path) -> None:
    before, after = play("read_only", tmp_path)
    assert "Read-only file system" in before["message"]
    assert "--out" in before["fix"]
    assert "No space left" in after["message"]


def test_caches_and_settings_that_cannot_be_written_cost_nothing(tmp_path: Path) -> None:
    assert play("other_folders", tmp_path) == {"objective": 9.0}


def test_no_room_for_temporary_files(tmp_path: Path) -> None:
    told = play("temporary", tmp_path)
    assert "No space left" in told["first"]["message"]
    assert "TMPDIR" in told["first"]["fix"]
    assert told["objective"] == 9.0


def test_an_evaluation_on_a_full_disk_goes_on_when_there_is_room(tmp_path: Path) -> None:
    told = play("evaluation", tmp_path)
    assert "No space left" in told["first"]["message"]
    assert (told["results"], told["complete"]) == (2, True)
