"""`orthought eval` as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = str(Path(sys.executable).parent / "orthought")
REPLY = ROOT / "tests" / "replies" / "starter" / "s01_garden_furniture.md"


def orthought(*words: str | Path, folder: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder of its own and require its exit code."""
    done = subprocess.run(
        [TOOL, *map(str, words)],
        cwd=folder, env=dict(os.environ), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    """Return a run of one problem, answered right by a script."""
    orthought(
        "eval", "run", "--bench", "starter", "--problem", "s01_garden_furniture",
        "--llm", f"scripted:{REPLY}", "--out", "runs/one", folder=tmp_path,
    )  # fmt: skip
    return tmp_path / "runs" / "one"


@pytest.mark.covers("eval-report", "eval-rescore", "eval-show")
def test_from_a_run_to_its_report(finished: Path) -> None:
    folder = finished.parent.parent
    done = orthought("eval", "report", "runs/one", folder=folder)
    paths = [Path(line) for line in done.stdout.split()]
    assert {path.suffix for path in paths} == {".html", ".md", ".tex", ".json"}
    page = (folder / paths[0]).read_text()
    assert "<script" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "audited" in page
    scored = orthought("eval", "rescore", "runs/one", "--rule", "orthought", folder=folder)
    assert "1 of 1 right" in scored.stdout
    shown = orthought("eval", "show", "runs/one", "s01_garden_furniture", folder=folder)
    assert "build_model" in shown.stdout


@pytest.mark.covers("eval-leaderboard")
def test_from_runs_to_a_leaderboard(finished: Path) -> None:
    folder = finished.parent.parent
    done = orthought("eval", "leaderboard", "runs", "--out", "page", folder=folder)
    assert "1/1  orthought" in done.stdout
    assert (folder / "page" / "leaderboard.html").is_file()
    told = orthought("eval", "leaderboard", "runs", "--json", folder=folder)
    assert Path(json.loads(told.stdout)["markdown"]) == Path("runs/leaderboard.md")
    orthought("eval", "leaderboard", "nowhere", folder=folder, code=2)


def test_json_is_one_object(finished: Path) -> None:
    folder = finished.parent.parent
    done = orthought(
        "eval", "rescore", "runs/one", "--labels", "published", "--json", folder=folder
    )
    assert json.loads(done.stdout)["label_version"] == "published"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["eval", "run"], "neither an experiment file nor a benchmark set"),
        (["eval", "run", "--bench", "startr"], "starter"),
        (["eval", "run", "--bench", "starter", "--method", "standart"], "standard"),
        (["eval", "run", "--bench", "starter", "--filter", "typ=LP"], "type"),
        (["eval", "run", "--bench", "starter", "--shard", "3/2"], "--shard 3/2"),
        (["eval", "run", "none.toml"], "none.toml"),
        (["eval", "report", "nowhere"], "holds no evaluation"),
        (["eval", "rescore", "nowhere", "--labels", "publishd"], "published"),
    ],
)
def test_misuse_names_the_fix(words: list[str], said: str, tmp_path: Path) -> None:
    done = orthought(*words, folder=tmp_path, code=2)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_rule_names_the_near_miss(finished: Path) -> None:
    folder = finished.parent.parent
    done = orthought("eval", "rescore", "runs/one", "--rule", "strickt", folder=folder, code=2)
    assert "strict" in done.stderr


def test_a_budget_that_is_used_up_says_so_by_its_exit_code(tmp_path: Path) -> None:
    words = ["eval", "run", "--bench", "starter", "--slice", "0:2", "--budget-calls", "1"]
    done = orthought(
        *words, "--concurrency", "1", "--llm", f"scripted:{REPLY}", folder=tmp_path, code=5
    )
    assert "1 of 2" in done.stderr


def test_a_model_that_is_not_there_ends_with_three(tmp_path: Path) -> None:
    done = orthought(
        "eval", "run", "--bench", "starter", "--slice", "0:1", "--llm", "openai:gpt-4.1",
        "--base-url", "http://127.0.0.1:9", "--timeout", "2", folder=tmp_path, code=3,
    )  # fmt: skip
    assert "fix:" in done.stderr
