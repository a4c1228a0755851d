"""What further readings of a small model are worth: the same replies, with one, two or three.

    python evals/grounded_readings.py RUN... --out evals/results/grounded-readings.json

RUN is the folder of a finished evaluation in which problems were read number by number, with its
cells. The likeliest reading comes first, further ones are drawn where something speaks against it,
and the one with the fewest objections counts; so the answer with fewer of them can be told from the
log. Where no reading built an optimum, the whole program was asked for afterwards: with fewer
readings than were drawn this is counted as not right, because that reply is not known.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import put_out

from orthought.evaluation.report.figures.cells import ScoredCell, flat, score_runs
from orthought.evaluation.report.inputs import StoredLabels
from orthought.evaluation.rules import Rule, rule_of
from orthought.evaluation.runner import EvaluationRun, read_runs
from orthought.evaluation.scoring import score
from orthought.statistics import wilson

MOST = 3
OBJECTIONS = re.compile(r"(\d+) objections?: ")


@dataclass
class Reading:
    """One reading: what it gave, what spoke against it, what it took."""

    objective: float | None = None
    objections: int = 0
    calls: int = 0
    tokens: int = 0
    seconds: float = 0.0


def readings_of(events: Sequence[dict[str, Any]]) -> list[Reading]:
    """Return the readings of a cell in their order; what came after them is left out."""
    found: list[Reading] = []
    for event in events:
        kind, stage = event.get("type"), event.get("stage")
        if kind == "stage" and "number by number" in str(event.get("message")):
            found.append(Reading())
        elif kind == "reply" and stage == "grounded":
            _enter(found[-1], event["reply"])
        elif kind == "attempt" and found and event["attempt"] == len(found):
            found[-1].objective = event.get("objective")
        elif kind == "stage" and stage == "check" and event.get("attempt") == len(found):
            said = OBJECTIONS.match(event["message"])
            found[-1].objections = int(said[1]) if said else found[-1].objections
        elif kind == "stage" and stage == "classify":
            break
    return found


def _enter(reading: Reading, reply: dict[str, Any]) -> None:
    tokens = reply["tokens"]
    reading.calls += 1
    reading.tokens += tokens["prompt"] + tokens["completion"]
    reading.seconds += reply["seconds"]


def chosen(readings: Sequence[Reading]) -> Reading | None:
    """Return the first reading with the fewest objections that has an optimum."""
    best = min(readings, key=lambda reading: reading.objections, default=None)
    return best if best is not None and best.objective is not None else None


def is_right(cell: ScoredCell, reading: Reading | None, rule: Rule) -> bool:
    """Tell whether a reading's objective is what the label says."""
    if reading is None:
        return False
    result = cell.result.model_copy(update={"objective": reading.objective, "status": "solved"})
    return score(result, cell.target, rule).right


def cells_of(runs: Sequence[EvaluationRun]) -> Iterator[tuple[ScoredCell, list[Reading]]]:
    """Yield the scored cells of runs with their readings."""
    scored = score_runs(runs, rule_of("strict"), "corrected", StoredLabels())
    folders = {result.cell: run for run in runs for result in run.results}
    for cells in scored.values():
        for cell in flat(cells):
            folder = folders[cell.result.cell].folder_of(cell.result)
            if folder is None:
                raise SystemExit(f"{cell.key}: its log was not kept")
            lines = (folder / "events.jsonl").read_text("utf-8").splitlines()
            yield cell, readings_of([json.loads(line) for line in lines])


def row(cells: Sequence[tuple[ScoredCell, list[Reading]]], most: int) -> dict[str, Any]:
    """Return what so many readings at most are worth and take."""
    rule, right, used = rule_of("strict"), 0, []
    for cell, readings in cells:
        kept = readings[:most]
        whole = most >= len(readings) and chosen(readings) is None
        right += cell.score.right if whole else is_right(cell, chosen(kept), rule)
        used += kept
    share = wilson(right, len(cells))
    return {
        "readings": most,
        "problems": len(cells),
        "right": right,
        "share": [round(x, 3) for x in (share.estimate, share.low, share.high)],
        "calls": round(sum(one.calls for one in used) / len(cells), 2),
        "tokens": round(sum(one.tokens for one in used) / len(cells)),
        "seconds": round(sum(one.seconds for one in used) / len(cells), 1),
    }


def main() -> int:
    """Show and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    runs = read_runs(options.runs)
    cells = [(cell, readings) for cell, readings in cells_of(runs) if readings]
    figures = {
        "command": f"python evals/grounded_readings.py {' '.join(run.name for run in runs)}",
        "date": time.strftime("%Y-%m-%d"),
        "runs": {run.name: run.manifest["commit"] for run in runs},
        "table": [row(cells, most) for most in range(1, MOST + 1)],
    }
    put_out(figures, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
