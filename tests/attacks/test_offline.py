"""`--offline` in a network that has nothing but loopback, and one address that would be outside."""

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
    pytest.skip("network namespaces are those of Linux", allow_module_level=True)

from orthought.runs import read_events
from tests.agent import scripts
from tests.attacks.empty_network import IMPOSSIBLE, OUTSIDE
from tests.cli.conftest import command
from tests.llm.endpoint import Step, serve

ROOT = Path(__file__).resolve().parents[2]
ALONE = [sys.executable, str(ROOT / "tests" / "attacks" / "empty_network.py")]
HEARD = [*ALONE, sys.executable, "-m", "tests.attacks.eavesdropper"]
TALKER = "tests.attacks.talker:Talker"
STARTER = ROOT / "tests" / "replies" / "starter" / "s01_garden_furniture.md"
REAL_WEIGHTS = Path.home() / ".cache/orthought/models/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"

pytestmark = [pytest.mark.covers("offline-enforced"), pytest.mark.timeout(240)]


def run(words: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
    )  # fmt: skip
    if done.returncode == IMPOSSIBLE:
        pytest.skip(done.stderr.strip())
    return done


def overheard(words: list[str], folder: Path, **variables: str) -> dict[str, Any]:
    """Run a command beside a server outside of loopback; return how it ended and what was heard."""
    done = run([*HEARD, *words], folder, **variables)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def solve(*options: str, out: str = "run") -> list[str]:
    return command("solve", scripts.LP_TEXT, "--llm", TALKER, "--out", out, *options)


def require_kept(told: dict[str, Any]) -> None:
    assert told["heard"] == []
    assert told["code"] in (2, 3), told
    assert OUTSIDE in told["err"]
    assert "offline" in told["err"]
    assert "fix:" in told["err"]
    assert "Traceback" not in told["err"]


def test_nothing_is_outside_of_an_empty_network(tmp_path: Path) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 9), 5)"
    done = run([*ALONE, sys.executable, "-c", code], tmp_path)
    assert "unreachable" in done.stderr


def test_what_talks_is_heard_where_offline_is_not_set(tmp_path: Path) -> None:
    told = overheard(solve(), tmp_path)
    assert told["code"] in (0, 1), told
    assert scripts.LP_TEXT in "".join(told["heard"])


def test_solve_and_refine_keep_it_from_talking(tmp_path: Path) -> None:
    require_kept(overheard(solve("--offline"), tmp_path))
    require_kept(overheard(solve(), tmp_path, ORTHOUGHT_OFFLINE="true"))
    assert overheard(solve(out="whole"), tmp_path)["code"] in (0, 1)
    refine = command("refine", "whole", "y costs 4", "--llm", TALKER, "--out", "more", "--offline")
    require_kept(overheard(refine, tmp_path))


def test_the_library_keeps_it_from_talking(tmp_path: Path) -> None:
    code = (
        "import orthought, sys\n"
        "try:\n"
        "    orthought.solve(sys.argv[1], llm=sys.argv[2], offline=True, out='run')\n"
        "except orthought.errors.OfflineError as error:\n"
        "    print(error, file=sys.stderr)\n"
        "    raise SystemExit(2)\n"
    )
    words = [sys.executable, "-c", code, scripts.LP_TEXT, TALKER]
    require_kept(overheard(words, tmp_path))


def test_an_evaluation_keeps_it_from_talking(tmp_path: Path) -> None:
    words = command("eval", "run", "--bench", "starter", "--slice", "0:1", "--llm", TALKER)
    assert overheard([*words, "--out", "open"], tmp_path)["heard"]
    assert overheard([*words, "--out", "shut", "--offline"], tmp_path)["heard"] == []


def test_sets_and_weights_are_not_fetched(tmp_path: Path) -> None:
    done = run([*ALONE, *command("bench", "pull", "logior", "--offline")], tmp_path)
    assert done.returncode in (2, 3)
    assert "offline" in done.stderr
    pull = command("models", "pull")
    done = run([*ALONE, *pull], tmp_path, ORTHOUGHT_OFFLINE="1")
    assert done.returncode == 3
    assert "offline is set" in done.stderr


def test_an_offline_solve_needs_no_network(tmp_path: Path) -> None:
    (tmp_path / "replies.json").write_text(json.dumps([scripts.LP]))
    words = ["solve", scripts.LP_TEXT, "--llm", "scripted:replies.json", "--out", "run"]
    done = run([*ALONE, *command(*words, "--offline")], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "9" in done.stdout


def test_an_offline_evaluation_needs_no_network(tmp_path: Path) -> None:
    words = command(
        "eval", "run", "--bench", "starter", "--problem", "s01_garden_furniture",
        "--llm", f"scripted:{STARTER}", "--out", "one", "--offline",
    )  # fmt: skip
    done = run([*ALONE, *words], tmp_path)
    assert done.returncode == 0, done.stderr
    done = run([*ALONE, *command("eval", "report", "one")], tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.covers("no-tracing")
def test_a_server_on_loopback_is_all_that_a_call_needs(tmp_path: Path) -> None:
    """No count of tokens is downloaded where the server gives none, and nothing is traced."""
    traced = {"LANGSMITH_TRACING": "true", "LANGSMITH_ENDPOINT": f"http://{OUTSIDE}:9"}
    traced |= {"LANGCHAIN_TRACING_V2": "true", "LANGSMITH_API_KEY": "lsv2_something"}
    with serve(Step(text=scripts.LP, counts=False)) as endpoint:
        words = command(
            "solve", scripts.LP_TEXT, "--llm", "openai:gpt-4.1", "--base-url", endpoint.url,
            "--out", "run", "--no-cache", "--offline", "--no-checker",
        )  # fmt: skip
        done = run(words, tmp_path, **traced)
    assert done.returncode == 0, done.stderr
    assert endpoint.calls == 1


@pytest.mark.live
@pytest.mark.timeout(900)
@pytest.mark.skipif(not REAL_WEIGHTS.exists(), reason="the weights are not on this machine")
def test_the_embedded_model_needs_no_network(tmp_path: Path) -> None:
    words = command("solve", scripts.LP_TEXT, "--llm", "local", "--out", "run", "--offline")
    cache = str(REAL_WEIGHTS.parents[1])
    done = run(
        [*ALONE, *words, "--max-repairs", "0", "--no-cache"], tmp_path, ORTHOUGHT_CACHE=cache
    )
    assert "reply" in {event["type"] for event in read_events(tmp_path / "run")}, done.stderr
    assert "offline" not in done.stderr
