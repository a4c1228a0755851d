"""One process that solves for days holds no more in the end than in the beginning."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orthought.execution import paths

if not paths.on_linux():
    pytest.skip("what a process holds is read from /proc", allow_module_level=True)

ROOT = Path(__file__).resolve().parents[2]
GROWTH = 1.05


@pytest.mark.covers("long-life")
@pytest.mark.parametrize(
    "solves",
    [
        pytest.param(500, marks=[pytest.mark.siege, pytest.mark.timeout(600)]),
        pytest.param(10_000, marks=[pytest.mark.long, pytest.mark.timeout(7200)]),
    ],
)
def test_many_solves_leave_nothing_behind(tmp_path: Path, solves: int) -> None:
    work, temporary = tmp_path / "work", tmp_path / "tmp"
    work.mkdir()
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.attacks.many_solves", str(solves), str(work)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    first, last = told["first"], told["last"]
    assert told["right"] == solves * 8 // 10
    # Workers may just be resting: what this process itself holds is compared, too.
    memory = (first.pop("memory_kb"), last.pop("memory_kb"))
    own = (first.pop("own_memory_kb"), last.pop("own_memory_kb"))
    assert all(last[kind] <= first[kind] for kind in first), (first, last)
    assert memory[1] <= memory[0] * GROWTH, memory
    assert own[1] <= own[0] * GROWTH, own
    assert not list(temporary.iterdir())
