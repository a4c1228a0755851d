"""Solve a folder of problems with one language model and compare with the proven optima.

    python evals/measure.py benchmarks/starter --llm local --max-repairs 1 --out result.json

FOLDER holds either `ID/problem.md` with `answer.json` and `data/`, or `ID.md` with one
`answers.json` (identifier to objective). Each finished problem is written at once; the same command
goes on where it was stopped. An objective counts as right within a relative 1e-4, a status when it
is the one that the answer names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orthought
from orthought import solvers

TOLERANCE = 1e-4


@dataclass(frozen=True)
class Item:
    """A problem with its proven answer."""

    identifier: str
    text: str
    data: list[Path]
    status: str
    objective: float | None
    labels: dict[str, str]


def read_items(folder: Path) -> list[Item]:
    """Return the problems of a folder in the order of their names."""
    if (folder / "answers.json").exists():
        answers = json.loads((folder / "answers.json").read_text())
        return [
            Item(name, (folder / f"{name}.md").read_text(), [], "optimal", value, {})
            for name, value in sorted(answers.items())
        ]
    return [_read_item(path.parent) for path in sorted(folder.glob("*/answer.json"))]


def _read_item(folder: Path) -> Item:
    answer = json.loads((folder / "answer.json").read_text())
    data = sorted((folder / "data").glob("*")) if (folder / "data").is_dir() else []
    labels = {key: str(answer[key]) for key in ("class", "type", "difficulty") if key in answer}
    text = (folder / "problem.md").read_text()
    return Item(folder.name, text, data, answer["status"], answer["objective"], labels)


def is_right(item: Item, solution: orthought.Solution) -> bool:
    """Tell whether status and objective are the proven ones."""
    if item.status != "optimal":
        return str(solution.status) == item.status
    found = solution.objective
    return (
        str(solution.status) in ("checked", "solved", "doubtful")
        and found is not None
        and item.objective is not None
        and math.isclose(found, item.objective, rel_tol=TOLERANCE, abs_tol=1e-6)
    )


def measure(item: Item, settings: orthought.Settings, runs: Path) -> dict[str, Any]:
    """Solve one problem and return its row."""
    row: dict[str, Any] = {"id": item.identifier, **item.labels, "expected": item.objective}
    try:
        solution = orthought.solve(
            item.text, data=item.data, settings=settings, out=runs / item.identifier
        )
    except orthought.OrthoughtError as error:
        return {**row, "right": False, "status": "error", "error": error.message[:300]}
    except Exception as error:  # a fault of ours counts as wrong; the rest goes on
        return {**row, "right": False, "status": "crash", "error": repr(error)[:300]}
    usage = solution.usage
    return {
        **row,
        "right": is_right(item, solution),
        "status": str(solution.status),
        "objective": solution.objective,
        "diagnosis": solution.diagnosis.kind if solution.diagnosis else None,
        "objections": [c.name for c in solution.checks if c.verdict == "objects"],
        "attempts": solution.attempts,
        "tokens": [usage.prompt_tokens, usage.completion_tokens],
        "seconds": solution.seconds,
    }


def summarise(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Count what was right, and what was right without a doubt."""
    return {
        "problems": len(rows),
        "right": sum(row["right"] for row in rows),
        "right_without_doubt": sum(
            row["right"] and row["status"] not in ("doubtful", "error") for row in rows
        ),
        "wrong_without_doubt": sum(
            not row["right"] and row["status"] in ("solved", "checked") for row in rows
        ),
        "seconds": round(sum(row.get("seconds", 0.0) for row in rows), 1),
    }


def commit() -> str:
    """Return the checkout's commit, or '' outside a checkout."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def data_version(folder: Path) -> str:
    """Return the digest of all problem texts, tables and answers of a folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _DATA):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


_DATA = {".md", ".csv", ".json"}


def main() -> int:
    """Run the measurement; return 0 when every problem was tried."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--llm", default="local")
    parser.add_argument("--max-repairs", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--runs", type=Path, default=Path("runs/measure"))
    parser.add_argument("--only", help="problems whose identifier contains this text")
    options = parser.parse_args()
    settings = orthought.load_settings(
        {
            "llm": options.llm,
            "max_repairs": options.max_repairs,
            "relative_gap": 0.0,
            "cache": False,
        }
    )[0]
    rows = []
    items = [
        i for i in read_items(options.folder) if not options.only or options.only in i.identifier
    ]
    for item in items:
        row = measure(item, settings, options.runs / options.folder.name)
        rows.append(row)
        print(
            f"{item.identifier}: {'right' if row['right'] else 'wrong'} ({row['status']})",
            flush=True,
        )
        result = {
            "command": " ".join(["python", *sys.argv]).replace(str(Path.home()), "~"),
            "date": time.strftime("%Y-%m-%d"),
            "commit": commit(),
            "data": data_version(options.folder),
            "solvers": {report.name: report.version for report in solvers.installed()},
            "llm": options.llm,
            "max_repairs": options.max_repairs,
            "orthought": orthought.__version__,
            "python": platform.python_version(),
            "summary": summarise(rows),
            "rows": rows,
        }
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(summarise(rows)))
    return 0 if len(rows) == len(items) else 1


if __name__ == "__main__":
    raise SystemExit(main())
