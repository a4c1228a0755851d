"""A laptop that sleeps in the middle: the answer is right, or a clear error that goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from orthought.execution import paths

if not paths.on_linux():
    pytest.skip("what a program started is found in /proc", allow_module_level=True)

from orthought.execution.interface import Tier
from orthought.execution.probe import probe_tier
from orthought.runs import read_events
from tests.agent import scripts
from tests.cli.conftest import command
from tests.cli.test_solving import wait_for
from tests.llm.endpoint import Step, serve
from tests.long_life.pausing import pause

ROOT = Path(__file__).resolve().parents[2]
HARD = scripts.reply_of(
    scripts.formulation_of({"need": 4}, {"x": "binary"}, constraints=("split",)),
    """
def build_model(data):
    import random
    draw = random.Random(3)
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(50), domain=pyo.Binary)
    model.off = pyo.Var(range(6), domain=pyo.NonNegativeReals)
    model.more = pyo.Var(range(6), domain=pyo.NonNegativeReals)
    model.cost = pyo.Objective(expr=sum(model.off[i] + model.more[i] for i in range(6)))
    model.split = pyo.ConstraintList()
    for i in range(6):
        weights = [draw.randrange(100) for _ in range(50)]
        side = sum(weights[j] * model.x[j] for j in range(50))
        model.split.add(side + model.off[i] - model.more[i] == sum(weights) // 2)
    return model
""",
)
"""A market split: nobody proves its optimum within seconds."""

pytestmark = [pytest.mark.siege, pytest.mark.covers("sleep-survived"), pytest.mark.timeout(240)]


@contextmanager
def started(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command in a folder; whatever becomes of the test, it is ended."""
    process = subprocess.Popen(
        [sys.executable, *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def solve(*options: str) -> list[str]:
    return command("solve", scripts.LP_TEXT, "--out", "run", "--no-cache", *options)[1:]


@pytest.mark.parametrize("tier", Tier, ids=str)
def test_a_build_that_was_asleep_has_its_whole_time(tier: Tier, tmp_path: Path) -> None:
    if not probe_tier(tier).available:
        pytest.skip(probe_tier(tier).reason)
    with started(tmp_path, "-m", "tests.long_life.builder", str(tier)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.3)
        pause(process.pid, 5)
        told, error = process.communicate(timeout=60)
    assert told.splitlines() == ["('x',)", "timeout"], error


@pytest.mark.long
def test_asleep_while_the_model_answers(tmp_path: Path) -> None:
    """Longer than the call may take: it is made again, or the command goes on when repeated."""
    slow = Step(text=scripts.LP, pause=0.4)
    with serve(slow, Step(text=scripts.LP)) as endpoint:
        words = solve("--llm", "openai:fake", "--base-url", endpoint.url, "--timeout", "8")
        with started(tmp_path, *words) as process:
            wait_for(tmp_path / "run", type="call")
            time.sleep(0.3)
            pause(process.pid, 10)
            _, said = process.communicate(timeout=60)
            code = process.returncode
        if code != 0:
            assert code == 3
            assert "was not done after 8 s" in said
            assert "Traceback" not in said
            with started(tmp_path, *words) as process:
                _, said = process.communicate(timeout=60)
                code = process.returncode
        assert code == 0, said


@pytest.mark.long
def test_asleep_while_the_solver_works(tmp_path: Path) -> None:
    """The time limit is named with the gap, whatever the solver's own clock counted."""
    (tmp_path / "hard.json").write_text(json.dumps([HARD]))
    words = solve("--llm", "scripted:hard.json", "--time-limit", "3", "--max-repairs", "0")
    with started(tmp_path, *words, "--json") as process:
        wait_for(tmp_path / "run", type="stage", stage="solve")
        time.sleep(1)
        pause(process.pid, 12)
        told, said = process.communicate(timeout=90)
    solution = json.loads(told)
    assert "time limit" in told.replace("_", " "), said
    assert solution["objective"] is None or solution["outcome"]["termination"] == "time_limit"
    assert read_events(tmp_path / "run")[-1]["type"] == "solution"
