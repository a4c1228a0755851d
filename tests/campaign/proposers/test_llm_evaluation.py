"""The evaluation of the language model as proposer, with a scripted one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from .spaces import reply, small_space

SCRIPT = Path(__file__).resolve().parents[3] / "evals" / "campaign_llm.py"


def write_set(folder: Path) -> Path:
    """Write a plain CSV set: the place of a point in the space is its yield."""
    lines = ["ligand,solvent,loading,yield"]
    for number, point in enumerate(small_space().points()):
        lines.append(",".join(map(str, [*point.values(), number])))
    path = folder / "small.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def write_script(folder: Path, replies: list[dict[str, Any]]) -> Path:
    path = folder / "script.json"
    path.write_text(json.dumps(replies))
    return path


def evaluate(folder: Path, *more: str) -> dict[str, Any]:
    command = [sys.executable, str(SCRIPT), "--set", str(folder / "small.csv"), *more]
    where = ["--objective", "yield", "--llm", f"scripted:{folder / 'script.json'}"]
    out = ["--work", str(folder / "runs"), "--out", str(folder / "out.json")]
    done = subprocess.run(
        [*command, *where, *out], capture_output=True, text=True, cwd=folder, check=False
    )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads((folder / "out.json").read_text())
    return result


def test_a_campaign_is_counted_and_paid_for_once(tmp_path: Path) -> None:
    write_set(tmp_path)
    text = reply({"ligand": "XPhos", "solvent": "DMA", "loading": 1})
    write_script(tmp_path, [{"text": text, "repeat": True}])
    result = evaluate(tmp_path, "--runs", "2", "--budget", "3")
    summary = result["summary"]
    # The first proposal is good; then it is repeated, asked for again three times, and repaired.
    assert summary["calls"] == 2 * (1 + 4 + 4) and summary["reasks"] == 2 * 6
    assert summary["repaired"] == 2 * 2 and summary["reask_repeats"] == 2 * 6
    assert result["runs"][0]["best_so_far"] == [0, 1, 2]
    assert len(result["runs"]) == len(result["random"]) == 2
    assert 10 <= summary["random_exact"]["median"] <= 17

    write_script(tmp_path, [])
    assert evaluate(tmp_path, "--runs", "2", "--budget", "3")["runs"] == result["runs"]


def test_it_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    write_set(tmp_path)
    good = [
        {"text": reply({"ligand": "XPhos", "solvent": "DMA", "loading": loading})}
        for loading in (1, 2.5, 5)
    ]
    write_script(tmp_path, good)
    whole = evaluate(tmp_path, "--runs", "1", "--budget", "3")["runs"]
    (log,) = (tmp_path / "runs").glob("*/events.jsonl")
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join(lines[:-2]) + lines[-2][:40])  # killed while the last reply came
    write_script(tmp_path, good[2:])
    again = evaluate(tmp_path, "--runs", "1", "--budget", "3")["runs"]
    assert again[0]["scores"] == whole[0]["scores"] and again[0]["calls"] == 3


def test_values_are_asked_for_with_and_without_names(tmp_path: Path) -> None:
    write_set(tmp_path)
    write_script(tmp_path, [{"text": json.dumps({"values": list(range(12))}), "repeat": True}])
    result = evaluate(tmp_path, "--predict", "12")
    for probe in ("named", "hidden"):
        assert result["probes"][probe]["answered"] == 12
