"""Keep what of an evaluation may be committed: manifest, results, report; no text of a problem.

    python evals/keep_results.py RUN... --out evals/results/NAME [--labels corrected]

Writes manifest.json, results.jsonl (one record a cell: statuses, objectives, tokens, no texts),
report.md, report.html and report.json. Programs, prompts and replies stay in the run's folder, and
so do the messages of errors, because they may quote what a problem says.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from orthought.evaluation.report import compare_references, write_report
from orthought.evaluation.results import CellResult
from orthought.evaluation.runner import EvaluationRun, read_runs

ROOT = Path(__file__).resolve().parents[1]
KEPT = ("report.md", "report.html", "report.json")


def without_home(text: str) -> str:
    """Return a text in which paths begin at the checkout, or at '~', the user's home folder."""
    return text.replace(f"{ROOT}/", "").replace(str(Path.home()), "~")


def record(result: CellResult) -> str:
    """Return the line of a cell, without what may quote its problem."""
    return json.dumps(result.model_copy(update={"message": ""}).model_dump(mode="json"))


def keep(run: EvaluationRun, out: Path, rule: str, labels: str) -> None:
    """Write the files of one evaluation."""
    out.mkdir(parents=True, exist_ok=True)
    compare_references(run)
    write_report([run], out, rule, labels)  # type: ignore[arg-type]
    (out / "report.tex").unlink()
    manifest = json.dumps(run.manifest, indent=1, ensure_ascii=False) + "\n"
    (out / "manifest.json").write_text(without_home(manifest))
    (out / "results.jsonl").write_text("".join(record(r) + "\n" for r in run.results))
    for name in KEPT:
        path = out / name
        path.write_text(without_home(path.read_text()))


def main() -> int:
    """Keep one evaluation, given by its folder or the folders of its shards."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rule", default="strict")
    parser.add_argument("--labels", default="corrected")
    options = parser.parse_args()
    (run,) = read_runs(options.runs)
    keep(run, options.out, options.rule, options.labels)
    print(f"{len(run.results)} cells in {options.out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
