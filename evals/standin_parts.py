"""What the parts of the method are worth with a model, from the logs of one evaluation.

    python evals/standin_parts.py RUN... --out evals/results/standin-parts.json

RUN is the folder of an evaluation of `orthought` and `orthought+without_checker` with its cells.
All rows of the table come from the same replies: the first draft with every optimum believed; after
the repairs; with the checks' word; with the second reading's calls and word. `missed` counts wrong
answers that are said without doubt, `false_alarms` right ones that are doubted. A person at the
manual endpoint counts no tokens: calls tell what the parts take.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from figures import put_out

from orthought.evaluation.report.figures.cells import ScoredCell, flat, score_runs
from orthought.evaluation.report.inputs import StoredLabels
from orthought.evaluation.results import CellResult
from orthought.evaluation.rules import rule_of
from orthought.evaluation.runner import EvaluationRun, read_runs
from orthought.evaluation.scoring import score
from orthought.statistics import wilson

WITH, WITHOUT = "orthought", "orthought+without_checker"
UNDOUBTED = ("checked", "solved", "infeasible", "unbounded")


def first_draft(run: EvaluationRun, cell: ScoredCell) -> CellResult:
    """Return the result as if the first draft had been the last word."""
    folder = run.folder_of(cell.result)
    if folder is None:
        raise SystemExit(f"{cell.key}: its log was not kept")
    lines = map(json.loads, (folder / "events.jsonl").read_text("utf-8").splitlines())
    attempts = [event for event in lines if event.get("type") == "attempt"]
    first = attempts[0] if attempts else {}
    status = first.get("termination") if first.get("termination") in UNDOUBTED else "failed"
    if first.get("objective") is not None and first.get("diagnosis") is None:
        status = "solved"
    changed = {"status": status, "objective": first.get("objective")}
    return cell.result.model_copy(update=changed)


def believed(_run: EvaluationRun, cell: ScoredCell) -> CellResult:
    """Return the result with every doubt left out."""
    word = "solved" if cell.result.status == "doubtful" else cell.result.status
    return cell.result.model_copy(update={"status": word})


def as_said(_run: EvaluationRun, cell: ScoredCell) -> CellResult:
    """Return the result."""
    return cell.result


Change = Callable[[EvaluationRun, ScoredCell], CellResult]
ROWS: Sequence[tuple[str, str, Change]] = (
    ("first draft, believed", WITHOUT, first_draft),
    ("and repairs", WITHOUT, believed),
    ("and checks", WITHOUT, as_said),
    ("and second readings", WITH, as_said),
)


def row(name: str, run: EvaluationRun, cells: Sequence[ScoredCell], change: Change) -> Any:
    """Return the figures of one row."""
    rule = rule_of("strict")
    said = [(change(run, cell), cell) for cell in cells]
    judged = [(result, score(result, cell.target, rule).right) for result, cell in said]
    right = sum(is_right for _, is_right in judged)
    share = wilson(right, len(cells))
    return {
        "parts": name,
        "problems": len(cells),
        "right": right,
        "share": [round(x, 3) for x in (share.estimate, share.low, share.high)],
        "missed": sum(not ok and r.status in UNDOUBTED for r, ok in judged),
        "false_alarms": sum(ok and r.status == "doubtful" for r, ok in judged),
        "calls_median": sorted(cell.score.calls for cell in cells)[len(cells) // 2],
        "calls_most": max(cell.score.calls for cell in cells),
    }


def table(run: EvaluationRun) -> Iterator[dict[str, Any]]:
    """Yield the rows of one evaluation."""
    scored = score_runs([run], rule_of("strict"), "corrected", StoredLabels())
    by_method = {way.method: flat(cells) for way, cells in scored.items()}
    for name, method, change in ROWS:
        figures = row(name, run, by_method[method], change)
        if change is first_draft:  # what came after it is not its own
            figures |= {"calls_median": 1, "calls_most": 1}
        yield figures


def main() -> int:
    """Show and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    runs = read_runs(options.runs)
    figures = {
        "command": f"python evals/standin_parts.py {' '.join(run.name for run in runs)}",
        "date": time.strftime("%Y-%m-%d"),
        "llm_note": runs[0].manifest["experiment"]["llm_note"],
        "tables": {run.name: list(table(run)) for run in runs},
    }
    put_out(figures, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
