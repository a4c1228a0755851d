"""Two runs in one folder: the second is refused by name, and neither harms the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.agent import scripts
from tests.cli.conftest import command

STARTER = Path(__file__).resolve().parents[1] / "replies" / "starter" / "s01_garden_furniture.md"

pytestmark = [pytest.mark.covers("run-folder-locked"), pytest.mark.timeout(120)]

SOLVE = ["solve", scripts.LP_TEXT, "--llm", "manual:letters", "--out", "run"]
EVALUATE = [
    "eval", "run", "--bench", "starter", "--problem", "s01_garden_furniture",
    "--llm", "manual:letters", "--out", "run",
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "reply"),
    [(SOLVE, scripts.LP), (EVALUATE, STARTER.read_text("utf-8"))],
    ids=["solve", "eval run"],
)
def test_the_second_is_refused_and_the_first_goes_on(
    words: list[str], reply: str, tmp_path: Path
) -> None:
    first = subprocess.Popen(
        command(*words), cwd=tmp_path, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        prompt = wait_for_letter(tmp_path / "letters")
        second = subprocess.run(
            command(*words), cwd=tmp_path, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert second.returncode == 2
        assert "run is in use by another process" in second.stderr
        assert "fix:" in second.stderr
        assert "Traceback" not in second.stderr
        prompt.with_name(prompt.name.replace(".prompt.", ".reply.")).write_text(reply)
        _, said = first.communicate(timeout=60)
        assert first.returncode == 0, said
    finally:
        first.kill()
        first.communicate()


def wait_for_letter(folder: Path) -> Path:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for prompt in folder.glob("*.prompt.md"):
            return prompt
        time.sleep(0.05)
    raise AssertionError("no prompt was written")


def test_runs_beside_each_other_share_temporary_folders_and_leave_nothing(tmp_path: Path) -> None:
    """Sandbox and workers have folders of their own, though everything else is the same."""
    shared = tmp_path / "tmp"
    shared.mkdir()
    (tmp_path / "replies.json").write_text(json.dumps([scripts.LP]))
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "orthought", "solve", scripts.LP_TEXT,
             "--llm", "scripted:replies.json", "--out", f"run{number}", "--json"],
            cwd=tmp_path, env={**os.environ, "TMPDIR": str(shared)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(3)
    ]  # fmt: skip
    for process in processes:
        told, said = process.communicate(timeout=90)
        assert process.returncode == 0, said
        assert json.loads(told)["objective"] == pytest.approx(9)
    assert not list(shared.iterdir())
