"""Our Gaussian process on a continuous function beside botorch, and how long its campaigns take.

    python evals/campaign_gp.py --sets ../shared/campaigns --work FOLDER \
        --peer-python /path/to/venv/bin/python --out evals/results/campaign-gp.json

Hartmann 6 (six numbers from 0 to 1, optimum known): 60 evaluations, of which the first 12 are the
same random points for both sides, 10 seeds; botorch runs its usual loop (SingleTaskGP, logarithm of
the expected improvement, 10 restarts from 512 samples) in a child under its own interpreter. The
difference of the regrets is paired by seed. Speed: campaigns of 20 and of 200 proposals on the
largest of the sets, each a proposer of its own, from a cold start. Each finished run is appended to
a file in FOLDER; the same command goes on where it was stopped. Returns 1 where a limit is passed.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

EVALUATIONS = 60
STARTS = 12
OPTIMUM = 3.32236801141551
ALPHA = (1.0, 1.2, 3.0, 3.2)
A = (
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
)
P = (
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
)
SPEED_SET = "Buchwald_Hartwig"
LIMITS = {20: 1.0, 200: 20.0}
"""Proposals of a campaign -> seconds that it may take."""
Run = dict[str, Any]


def hartmann(x: Sequence[float]) -> float:
    """Return the negated Hartmann function of six numbers: its maximum is `OPTIMUM`.

    Source: Dixon and Szegoe (1978), Towards Global Optimisation 2.
    """
    return sum(
        alpha * math.exp(-sum(a * (u - p) ** 2 for a, u, p in zip(row, x, at, strict=True)))
        for alpha, row, at in zip(ALPHA, A, P, strict=True)
    )


# The child: botorch's usual loop.


def serve_botorch() -> int:
    """Answer one run a line, from standard input to standard output."""
    sys.stdout, answers = sys.stderr, sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(run_botorch(json.loads(line))) + "\n")
        answers.flush()
    return 0


def run_botorch(run: Run) -> Run:
    """Let botorch go through one run."""
    import botorch
    import torch
    from botorch.acquisition import LogExpectedImprovement
    from botorch.fit import fit_gpytorch_mll
    from botorch.models import SingleTaskGP
    from botorch.optim import optimize_acqf
    from gpytorch.mlls import ExactMarginalLogLikelihood

    torch.set_num_threads(1)
    torch.manual_seed(run["seed"])
    torch.set_default_dtype(torch.float64)
    bounds = torch.stack([torch.zeros(6), torch.ones(6)])
    points = [list(point) for point in run["starts"]]
    values = [hartmann(point) for point in points]
    began = time.perf_counter()
    while len(points) < EVALUATIONS:
        model = SingleTaskGP(torch.tensor(points), torch.tensor(values)[:, None])
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        acquisition = LogExpectedImprovement(model, best_f=max(values))
        found = optimize_acqf(acquisition, bounds, q=1, num_restarts=10, raw_samples=512)[0]
        points.append(found[0].tolist())
        values.append(hartmann(points[-1]))
    done = {"values": values, "seconds": round(time.perf_counter() - began, 2)}
    return {**run, **done, "versions": {"botorch": botorch.__version__, "torch": torch.__version__}}


# The parent: our side, the starts, the figures.


def run_own(run: Run) -> Run:
    """Let our proposer go through one run on the function."""
    from orthought.campaign.observations import Objective, Observation
    from orthought.campaign.proposers.gp import GaussianProcessProposer
    from orthought.campaign.space import Continuous, Space

    space = Space(parameters=tuple(Continuous(name=f"x{k}", low=0, high=1) for k in range(6)))
    points = [dict(zip(space.names, point, strict=True)) for point in run["starts"]]
    values = [hartmann(point) for point in run["starts"]]
    began = time.perf_counter()
    proposer = GaussianProcessProposer(space, (Objective(name="height"),), seed=run["seed"])
    rows = zip(points, values, strict=True)
    proposer.tell([Observation(point=p, values={"height": v}) for p, v in rows])
    while len(values) < EVALUATIONS:
        point = proposer.ask(1)[0].point
        values.append(hartmann([float(point[name]) for name in space.names]))
        proposer.tell([Observation(point=point, values={"height": values[-1]})])
    done = {"values": values, "seconds": round(time.perf_counter() - began, 2)}
    return {**run, **done, "versions": versions()}


def versions() -> dict[str, str]:
    """Return what our side computes with."""
    import numpy
    import scipy

    import orthought

    found = {"orthought": orthought.__version__, "numpy": numpy.__version__}
    return {**found, "scipy": scipy.__version__, "python": platform.python_version()}


class BotorchChild:
    """A process under the other interpreter, started when the first run needs it."""

    def __init__(self, python: Path) -> None:
        self._command = [str(python), __file__, "--serve-botorch"]
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, run: Run) -> Run:
        if self._process is None:
            environment = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
            pipe = subprocess.PIPE
            self._process = subprocess.Popen(
                self._command, stdin=pipe, stdout=pipe, text=True, env=environment
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(run) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("the child with botorch ended; its error stands above")
        found: Run = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process, where there is one."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()


def run_missing(options: argparse.Namespace, name: str, runner: Callable[[Run], Run]) -> list[Run]:
    """Append each run that a file does not hold yet; return all that were asked for."""
    import numpy

    path = options.work / f"hartmann-{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    found = {record["seed"]: record for record in records}
    for seed in range(options.first_seed, options.first_seed + options.seeds):
        if seed not in found:
            starts = numpy.random.default_rng([seed]).random((STARTS, 6)).tolist()
            found[seed] = runner({"seed": seed, "proposer": name, "starts": starts})
            with path.open("a") as stream:
                stream.write(json.dumps(found[seed]) + "\n")
            print(name, seed, f"regret {regret(found[seed]):.4g}", found[seed]["seconds"], "s")
            sys.stdout.flush()
    return [
        found[seed] for seed in sorted(found) if seed - options.first_seed in range(options.seeds)
    ]


def regret(run: Run) -> float:
    """Return how far the best value stayed below the optimum."""
    return OPTIMUM - max(run["values"])


def compare(own: Sequence[Run], peer: Sequence[Run]) -> Run:
    """Return the regrets and the paired interval of our regret minus the peer's."""
    from orthought.statistics import paired_difference

    ours, theirs = ({str(run["seed"]): regret(run) for run in runs} for runs in (own, peer))
    interval = paired_difference(ours, theirs)
    return {
        "regret_gp": list(ours.values()),
        "regret_botorch": list(theirs.values()),
        "median_gp": statistics.median(ours.values()),
        "median_botorch": statistics.median(theirs.values()),
        "difference": interval.model_dump(),
        "reaches_zero": interval.low <= 0,
        "seconds_gp": statistics.median(run["seconds"] for run in own),
        "seconds_botorch": statistics.median(run["seconds"] for run in peer),
    }


def time_campaigns(folder: Path, repeats: int) -> list[Run]:
    """Return how long whole campaigns take, from building the proposer to the last result."""
    from orthought.campaign.lookup import open_set

    known = open_set(folder)
    rows = []
    for steps, limit in LIMITS.items():
        walls, processor = [], []
        for seed in range(repeats):
            wall, busy = _time_campaign(known, steps, seed)
            walls.append(round(wall, 3))
            processor.append(round(busy, 3))
        rows.append(
            {
                "proposals": steps,
                "candidates": len(known.candidates()),
                "seconds": walls,
                "median_seconds": statistics.median(walls),
                "processor_seconds": processor,
                "limit": limit,
                "within": statistics.median(walls) <= limit,
            }
        )
    return rows


def _time_campaign(known: Any, steps: int, seed: int) -> tuple[float, float]:
    from orthought.campaign.observations import Observation
    from orthought.campaign.proposers.gp import GaussianProcessProposer

    began, busy = time.perf_counter(), time.process_time()
    proposer = GaussianProcessProposer(known.space, known.objectives, seed=seed)
    for _ in range(steps):
        point = proposer.ask(1)[0].point
        proposer.tell([Observation(point=point, values=known.measure(point))])
    return time.perf_counter() - began, time.process_time() - busy


def main() -> int:
    """Run what is missing, write the figures; return 1 where a limit is passed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, default=Path("../shared/campaigns"))
    parser.add_argument("--work", type=Path, default=Path("runs/campaign-gp"))
    parser.add_argument("--peer-python", type=Path, help="interpreter that has botorch")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--skip-speed", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--serve-botorch", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_botorch:
        return serve_botorch()
    own, figures = run_missing(options, "gp", run_own), {}
    good = True
    if options.peer_python:
        child = BotorchChild(options.peer_python)
        peer = run_missing(options, "botorch", child)
        child.close()
        figures["hartmann6"] = compare(own, peer)
        good = figures["hartmann6"]["reaches_zero"]
    if not options.skip_speed:
        figures["speed"] = time_campaigns(options.sets / SPEED_SET, options.repeats)
        good = good and all(row["within"] for row in figures["speed"])
    print(json.dumps(figures))
    if options.out:
        head = ["git", "rev-parse", "--short", "HEAD"]
        commit = subprocess.run(head, capture_output=True, text=True, check=False).stdout.strip()
        manifest = {
            "command": " ".join(["python", *sys.argv]).replace(str(Path.home()), "~"),
            "date": time.strftime("%Y-%m-%d"),
            "commit": commit,
            "versions": {**versions(), **(peer[0]["versions"] if options.peer_python else {})},
            "processors": os.cpu_count(),
            "seeds": [options.first_seed, options.first_seed + options.seeds - 1],
            "evaluations": EVALUATIONS,
            "starts": STARTS,
        }
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps({"manifest": manifest, **figures}, indent=1) + "\n")
    return int(not good)


if __name__ == "__main__":
    raise SystemExit(main())
