"""`orthought learn` in a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.agent.learning.test_learning import TEXT, solve
from tests.cli.conftest import Run


@pytest.mark.covers("learned-examples")
def test_keep_list_and_forget(run: Run, tmp_path: Path) -> None:
    assert "no examples yet" in run("learn").stdout
    solve(TEXT, tmp_path / "first")
    kept = run("learn", str(tmp_path / "first"))
    assert kept.exit_code == 0 and kept.stdout.startswith("kept: ")
    (listed,) = json.loads(run("learn", "--json").stdout)
    assert listed["text"] == TEXT and listed["data_set"] == ""
    assert run("learn", "--forget", listed["key"]).stdout.startswith("forgotten: ")
    assert "no examples yet" in run("learn").stdout


def test_a_run_that_is_none(run: Run, tmp_path: Path) -> None:
    done = run("learn", str(tmp_path / "nowhere"))
    assert done.exit_code == 2 and "fix:" in done.stderr
