"""What reading number by number is worth: its answers beside those of other ways.

    python evals/grounded_ways.py RUN... --beside RUN... --out FILE [--measured FILE]

The first RUNs are evaluations in which problems were read number by number; together they count as
one way. Each way in the evaluations behind --beside is set against it on the problems that both
finished: shares with Wilson's intervals, tokens and seconds a problem, and exact McNemar, corrected
by Holm over the table. --measured takes a file of evals/measure.py instead (the starter set).
Evaluations may be folders of runs or of kept records; no language model is called.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from figures import put_out

from orthought.evaluation.records import read_evaluation
from orthought.evaluation.report.figures.cells import flat, score_runs
from orthought.evaluation.report.inputs import Run, StoredLabels
from orthought.evaluation.rules import rule_of
from orthought.statistics import holm, mcnemar, paired_difference, wilson


@dataclass(frozen=True)
class Answered:
    """What became of one problem."""

    right: bool
    tokens: int
    seconds: float


Way = Mapping[str, Answered]
"""By the key of the problem."""


def ways_of(runs: Sequence[Run]) -> dict[str, dict[str, Answered]]:
    """Return the ways of evaluations by 'method (evaluation)', under strict and corrected."""
    scored = score_runs(runs, rule_of("strict"), "corrected", StoredLabels())
    return {
        f"{way.method} ({way.run})": {
            cell.key: Answered(cell.score.right, cell.score.tokens, cell.score.seconds)
            for cell in flat(cells)
        }
        for way, cells in scored.items()
    }


def measured(path: Path) -> dict[str, Answered]:
    """Return what evals/measure.py found on the starter set."""
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return {
        f"starter:{row['id']}": Answered(row["right"], sum(row["tokens"]), row["seconds"])
        for row in rows
    }


def side(way: Way, keys: Sequence[str]) -> dict[str, Any]:
    """Return the figures of a way on some problems."""
    found = [way[key] for key in keys]
    right = sum(one.right for one in found)
    share = wilson(right, len(found))
    return {
        "right": right,
        "share": [round(x, 3) for x in (share.estimate, share.low, share.high)],
        "tokens": round(statistics.mean(one.tokens for one in found)),
        "median seconds": round(statistics.median(one.seconds for one in found), 1),
    }


def compared(one: Way, name: str, other: Way) -> dict[str, Any]:
    """Return one row: both ways on the problems that both finished."""
    keys = [key for key in one if key in other]
    if not keys:
        raise SystemExit(f"no problem in common with {name}")
    mine = {key: one[key].right for key in keys}
    theirs = {key: other[key].right for key in keys}
    test = mcnemar(mine, theirs)
    points = paired_difference(mine, theirs)
    return {
        "beside": name,
        "problems": len(keys),
        "number by number": side(one, keys),
        "other": side(other, keys),
        "only number by number": test.first_better,
        "only other": test.second_better,
        "difference": [round(x, 3) for x in (points.estimate, points.low, points.high)],
        "p": test.p_value,
    }


def main() -> int:
    """Show and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs="+")
    parser.add_argument("--beside", type=Path, nargs="*", default=[])
    parser.add_argument("--measured", type=Path, nargs="*", default=[])
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    runs = [read_evaluation(folder) for folder in options.runs]
    one = {key: found for way in ways_of(runs).values() for key, found in way.items()}
    others = ways_of([read_evaluation(folder) for folder in options.beside])
    others |= {f"whole program ({path.name})": measured(path) for path in options.measured}
    table = [compared(one, name, other) for name, other in others.items()]
    adjusted = holm({row["beside"]: row["p"] for row in table})
    figures = {
        "command": f"python evals/grounded_ways.py {' '.join(map(str, sys.argv[1:]))}",
        "date": time.strftime("%Y-%m-%d"),
        "runs": {run.name: run.manifest["commit"] for run in runs},
        "table": [{**row, "p, Holm": adjusted[row["beside"]]} for row in table],
    }
    put_out(figures, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
