"""How close an evaluation run comes to what endpoint and processors allow.

    python evals/bench_runner.py [--problems 92] [--concurrency 16] [--latency 2] [--out FILE]

The endpoint answers on loopback after a fixed latency with scripted right replies. The limit is
latency x calls / concurrency, or the time that building and solving take on the processors,
whichever is larger; the latter is measured as the processor time of the sandbox and solver
processes divided by the number of processors. Both ratios come from one run of this script, as
does that of a loop that does one problem after the other.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from scenario import cases
from scripted_endpoint import serving

from orthought.evaluation import Conduct, Experiment, evaluate
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.sets import BenchmarkSet, SetCard
from orthought.evaluation.sets.own import parse_lines


def measure(problems: int, concurrency: int, latency: float, folder: Path) -> dict[str, Any]:
    """Run once and return wall-clock seconds, processor seconds of the children, and calls."""
    lines, replies = cases(problems)
    chosen = as_set(lines)
    os.environ.setdefault("OPENAI_API_KEY", "none-is-needed-on-loopback")
    with serving(replies, latency) as endpoint:
        experiment = Experiment(
            name="runner", bench=("cases",), llm=("openai:scripted",), base_url=endpoint.url
        )
        began, before = time.perf_counter(), children_seconds()
        run = evaluate(
            experiment,
            out=folder / f"run-{concurrency}",
            sets=[chosen],
            conduct=Conduct(concurrency=concurrency, cache=False),
        )
        seconds = time.perf_counter() - began
        solved = children_seconds() - before
    right = sum(result.status in ("checked", "doubtful") for result in run.results)
    return {
        "concurrency": concurrency,
        "problems": len(run.results),
        "solved": right,
        "calls": len(endpoint.prompts),
        "seconds": round(seconds, 2),
        "seconds_of_children": round(solved, 2),
    }


def as_set(lines: list[dict[str, Any]]) -> BenchmarkSet:
    """Return the problems as a set, without keeping it anywhere."""
    content = "\n".join(json.dumps(line) for line in lines).encode()
    problems: tuple[BenchmarkProblem, ...] = tuple(parse_lines("cases", content, "cases"))
    digest = hashlib.sha256(content).hexdigest()
    card = SetCard(
        name="cases",
        title="Prepared cases",
        shape="own",
        count=len(problems),
        digest=digest,
        licence="Apache-2.0",
    )
    return BenchmarkSet(card=card, problems=problems, complete=True, digest=digest)


def children_seconds() -> float:
    """Return the processor seconds of all processes below this one that live now.

    Sandbox and solver workers outlive a job, so their own clocks are read, with those of the
    children that they have waited for.
    """
    total, ticks = 0.0, os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        number = int(path.parent.name)
        parents[number] = int(fields[1])
        used[number] = sum(map(int, fields[11:15])) / ticks
    for number, seconds in used.items():
        if number != os.getpid() and _is_below(number, parents):
            total += seconds
    return total


def _is_below(number: int, parents: dict[int, int]) -> bool:
    while number in parents and number > 1:
        number = parents[number]
        if number == os.getpid():
            return True
    return False


def main() -> int:
    """Measure, print and keep the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--problems", type=int, default=92)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--latency", type=float, default=2.0)
    parser.add_argument("--sequential", action="store_true", help="measure the plain loop as well")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # The first problems start the workers; a run of hours does not notice.
        measure(4, 4, 0.0, Path(folder) / "warm")
        many = measure(
            options.problems, options.concurrency, options.latency, Path(folder) / "many"
        )
        result: dict[str, Any] = {"command": " ".join(["python", *sys.argv]), "many": many}
        waiting = options.latency * many["calls"] / options.concurrency
        working = many["seconds_of_children"] / (os.cpu_count() or 1)
        result["limit"] = round(max(waiting, working), 2)
        result["ratio_to_limit"] = round(many["seconds"] / result["limit"], 3)
        if options.sequential:
            one = measure(options.problems, 1, options.latency, Path(folder) / "one")
            result["sequential"] = one
            result["ratio_of_sequential"] = round(one["seconds"] / result["limit"], 3)
    result["date"], result["processors"] = time.strftime("%Y-%m-%d"), os.cpu_count()
    print(json.dumps(result, indent=1))
    if options.out:
        options.out.write_text(json.dumps(result, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
