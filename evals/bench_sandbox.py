"""What confinement costs: a small warm build in each tier, beside an unprotected fork.

    python evals/bench_sandbox.py [--jobs 120] [--median 30] [--p95 60]

All modes take turns in one run, so that a busy machine is equally busy for each. The unprotected
fork is a job of the same fork server that gives up nothing (the unsafe tier). Exit code 1 where a
tier takes more milliseconds beyond it than the limits say.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

from orthought.execution.interface import Sandbox, Tier
from orthought.execution.probe import probe_tier
from orthought.execution.tiers import open_sandbox

PROGRAM = """
import pyomo.environ as pyo

def build_model(data):
    model = pyo.ConcreteModel()
    model.make = pyo.Var(data["goods"], domain=pyo.NonNegativeReals)
    model.oven = pyo.Constraint(expr=sum(model.make.values()) <= data["hours"])
    model.profit = pyo.Objective(expr=sum(model.make.values()), sense=pyo.maximize)
    return model
"""
DATA = {"goods": ["bread", "cake"], "hours": 8.0}


def build_ms(sandbox: Sandbox) -> float:
    """Return the milliseconds of one build."""
    began = time.perf_counter()
    result = sandbox.build(PROGRAM, DATA)
    milliseconds = 1000 * (time.perf_counter() - began)
    assert result.instance is not None, result.failure
    return milliseconds


def measure(sandboxes: dict[str, Sandbox], jobs: int) -> dict[str, list[float]]:
    """Let all take turns."""
    for sandbox in sandboxes.values():
        for _ in range(3):
            build_ms(sandbox)
    taken: dict[str, list[float]] = {name: [] for name in sandboxes}
    for number in range(jobs):
        names = list(sandboxes)
        # Nobody always comes first or after the same neighbour.
        for name in names[number % len(names) :] + names[: number % len(names)]:
            taken[name].append(build_ms(sandboxes[name]))
    return taken


def summarise(milliseconds: list[float]) -> dict[str, float]:
    """Return median and 95th percentile."""
    return {
        "median_ms": round(statistics.median(milliseconds), 1),
        "p95_ms": round(statistics.quantiles(milliseconds, n=20)[-1], 1),
    }


def main() -> int:
    """Print the figures; return 1 where a tier costs more than its limit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=120)
    parser.add_argument("--median", type=float, default=30.0)
    parser.add_argument("--p95", type=float, default=60.0)
    options = parser.parse_args()
    tiers = [t for t in (Tier.STRONG, Tier.MEDIUM) if probe_tier(t).available]
    sandboxes = {t.value: open_sandbox(t, allow_unsafe=True) for t in (*tiers, Tier.UNSAFE)}
    try:
        taken = measure(sandboxes, options.jobs)
    finally:
        for sandbox in sandboxes.values():
            sandbox.close()
    figures = {name: summarise(milliseconds) for name, milliseconds in taken.items()}
    base = figures["unsafe"]
    over = False
    for tier in tiers:
        extra = {key: round(figures[tier][key] - base[key], 1) for key in base}
        figures[f"{tier}_extra"] = extra
        over |= extra["median_ms"] > options.median or extra["p95_ms"] > options.p95
    print(json.dumps({"jobs": options.jobs, **figures}))
    return int(over)


if __name__ == "__main__":
    raise SystemExit(main())
