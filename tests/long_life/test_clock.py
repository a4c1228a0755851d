"""A clock that is set back or forward while a run goes changes nothing but the time stamps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orthought.runs import open_run, read_events
from tests.agent import scripts
from tests.llm.endpoint import Step, failing, serve

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.siege, pytest.mark.covers("clock-jumps"), pytest.mark.timeout(120)]


@pytest.mark.parametrize("days", [-1.5, 400])
def test_a_solve_while_the_clock_jumps(tmp_path: Path, days: float) -> None:
    """A refused call is tried again after its wait, and the whole is done in its usual time."""
    words = [sys.executable, "-m", "tests.long_life.jumping_clock", str(days), "solve"]
    refused = failing(429, "slower", headers={"retry-after": "1"})
    with serve(refused, Step(text=scripts.LP)) as endpoint:
        words += [scripts.LP_TEXT, "--llm", "openai:fake", "--base-url", endpoint.url]
        words += [
            "--out",
            str(tmp_path / "run"),
            "--no-cache",
            "--no-checker",
            "--time-limit",
            "20",
        ]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        again = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.stdout.replace("run ", "") == done.stdout.replace("run ", "")
    assert endpoint.calls == 2
    stamps = [event["at"] for event in read_events(tmp_path / "run")]
    assert stamps == sorted(stamps, reverse=days < 0)
    assert abs(stamps[-1] - stamps[0]) > 86_400
    solution = json.loads((tmp_path / "run" / "solution.json").read_text())
    assert 0 < solution["seconds"] < 100


def test_a_run_goes_on_though_its_log_comes_from_the_future(tmp_path: Path) -> None:
    with open_run(tmp_path, clock=lambda: 4e9) as run:
        run.start({"digest": "d"})
    with open_run(tmp_path, clock=lambda: 1.0) as run:
        run.start({"digest": "d"})
        run.append({"type": "next"})
    assert [event["type"] for event in read_events(tmp_path)] == ["run", "next"]


def test_an_evaluation_while_the_clock_jumps(tmp_path: Path) -> None:
    replies = ROOT / "tests" / "replies" / "starter" / "s01_garden_furniture.md"
    words = [sys.executable, "-m", "tests.long_life.jumping_clock", "-30", "eval", "run"]
    words += ["--bench", "starter", "--slice", "0:2", "--llm", f"scripted:{replies}"]
    words += ["--out", str(tmp_path / "run")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "run").rglob("result.json"))) == 2
