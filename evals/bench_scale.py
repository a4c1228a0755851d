"""From program to verified solution on a large sparse LP, beside a plain Pyomo script.

    python evals/bench_scale.py [--items 50] [--periods 1000] [--repeats 3] [--limit 1.5]

Both ways run in turn in this one command; the ratio of their medians is printed and must not exceed
the limit (exit code 1). The plain way is what a modeller writes: build, then
`SolverFactory("highs").solve(model)` in a fresh process. Ours is sandbox build, transfer, solver
worker and re-check, with warm processes. Imports are outside both clocks.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
import time
from typing import Any

from staircase import PROGRAM, staircase_data

from orthought import solvers
from orthought.execution.interface import Limits
from orthought.execution.tiers import open_sandbox


def plain_way(data: dict[str, Any]) -> tuple[float, float]:
    """Return seconds and objective of a plain Pyomo script."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        seconds, objective = pool.apply(_plain, (data,))
    return float(seconds), float(objective)


def _plain(data: dict[str, Any]) -> tuple[float, float]:
    import pyomo.environ as pyo
    from pyomo.contrib.solver.common.factory import SolverFactory

    space: dict[str, Any] = {}
    exec(PROGRAM, space)
    began = time.perf_counter()
    model = space["build_model"](data)
    SolverFactory("highs").solve(model)
    objective = pyo.value(model.total)
    return time.perf_counter() - began, objective


def our_way(data: dict[str, Any]) -> tuple[float, float]:
    """Return seconds and verified objective from program to re-checked point."""
    sandbox = open_sandbox()
    began = time.perf_counter()
    result = sandbox.build(PROGRAM, data, Limits(memory_mb=8192, seconds=120))
    assert result.instance is not None, result.failure
    outcome = solvers.solve(result.instance)
    seconds = time.perf_counter() - began
    assert outcome.verification is not None
    assert outcome.verification.holds
    assert outcome.objective is not None
    return seconds, outcome.objective


def main() -> int:
    """Print the figures; return 1 where the ratio is over the limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=50)
    parser.add_argument("--periods", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float, default=1.5)
    options = parser.parse_args()
    data = staircase_data(options.items, options.periods)
    sandbox = open_sandbox()
    sandbox.build(PROGRAM, staircase_data(2, 3))  # warm
    plain, ours = [], []
    for _ in range(options.repeats):
        seconds, expected = plain_way(data)
        plain.append(seconds)
        seconds, found = our_way(data)
        ours.append(seconds)
        assert abs(found - expected) <= 1e-6 * abs(expected), (found, expected)
    ratio = statistics.median(ours) / statistics.median(plain)
    figures = {"plain_s": plain, "ours_s": ours, "ratio": round(ratio, 3), "limit": options.limit}
    print(json.dumps(figures))
    return int(ratio > options.limit)


if __name__ == "__main__":
    raise SystemExit(main())
