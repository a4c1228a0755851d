"""Our Gaussian process beside BayBE on lookup sets, from the same random starts.

    python evals/campaign_peers.py --sets ../shared/campaigns --work FOLDER \
        --peer-python /path/to/venv/bin/python --out evals/results/campaign-peers.json

Two protocols: `one` random start and then 20 proposals (read twice: with the start uncounted, as in
the published comparison, and with it inside a budget of 20), and `five` random starts inside a
budget of 20. Run k of both sides starts from the same rows. Both choose only among measured
combinations. Both take the first of points that promise the same, so the order of the options
matters: each protocol is run with the options as the set lists them (`listed`) and in an order that
each run draws anew, the same for both sides (`shuffled`), where no side can owe anything to the
order of the table. BayBE runs with its defaults, in a child under its own interpreter (it brings
torch); without `--peer-python` only our side is run. Each finished run is appended to a file in
FOLDER; the same command goes on where it was stopped. Returns 1 where our median is below BayBE's.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SETS = ("Reductive_Amination", "Suzuki_Doyle", "Buchwald_Hartwig")
PROTOCOLS = {"one": (1, 20), "five": (5, 15)}
"""Name -> random starts, proposals after them."""
ORDERS = ("listed", "shuffled")
READINGS = {
    "one_uncounted": ("one", slice(1, 21)),
    "one_inside": ("one", slice(0, 20)),
    "five_inside": ("five", slice(0, 20)),
}
Row = dict[str, Any]


# What both sides and the child share: plain Python, as the child has nothing of ours.


def read_set(folder: Path) -> tuple[dict[str, Any], list[Row]]:
    """Return the description of a set and its rows, numbers read where the space has numbers."""
    described = json.loads((folder / "space.json").read_text())
    numbers = [p["name"] for p in described["parameters"] if p["type"] != "categorical"]
    numbers.append(described["objectives"][0]["name"])
    with (folder / "lookup.csv").open(newline="") as stream:
        rows: list[Row] = list(csv.DictReader(stream))
    return described, [{**row, **{name: float(row[name]) for name in numbers}} for row in rows]


def arranged(described: Row, rows: list[Row], run: Row) -> tuple[Row, list[int]]:
    """Return the description and the places of the rows in the order of a run."""
    import numpy

    places = list(range(len(rows)))
    if run["order"] == "listed":
        return described, places
    generator = numpy.random.default_rng([run["seed"], 1])
    parameters = [
        {**p, "options": [p["options"][k] for k in generator.permutation(len(p["options"]))]}
        for p in described["parameters"]
    ]
    ranks = {p["name"]: {v: k for k, v in enumerate(p["options"])} for p in parameters}
    places.sort(key=lambda place: [rank[rows[place][name]] for name, rank in ranks.items()])
    return {**described, "parameters": parameters}, places


def job_key(record: Row) -> tuple[Any, ...]:
    """Return what tells runs apart."""
    return tuple(record[name] for name in ("set", "proposer", "protocol", "order", "seed"))


def finished(run: Row, rows: list[Row], target: str, picked: list[int], seconds: float) -> Row:
    """Return the record of a whole run."""
    return {
        **run,
        "picked": picked,
        "values": [rows[number][target] for number in picked],
        "seconds": round(seconds, 3),
    }


# The child: BayBE with its defaults.


def serve_baybe() -> int:
    """Answer one run a line, from standard input to standard output."""
    sys.stdout, answers = sys.stderr, sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(run_baybe(json.loads(line))) + "\n")
        answers.flush()
    return 0


def run_baybe(run: Row) -> Row:
    """Let BayBE go through one run."""
    import baybe
    import pandas
    import torch

    torch.set_num_threads(1)
    described, rows = read_set(Path(run["folder"]))
    target = described["objectives"][0]["name"]
    described, places = arranged(described, rows, run)
    frame = pandas.DataFrame(rows).loc[places]
    names = [parameter["name"] for parameter in described["parameters"]]
    keys = map(tuple, frame[names].itertuples(index=False))
    numbers = dict(zip(keys, frame.index.tolist(), strict=True))
    campaign = _baybe_campaign(described, frame[names], target, run["seed"])
    picked = list(run["starts"])
    began = time.perf_counter()
    campaign.add_measurements(frame.loc[picked, [*names, target]])
    for _ in range(run["steps"]):
        proposed = campaign.recommend(batch_size=1)
        picked.append(numbers[tuple(proposed[names].iloc[0])])
        campaign.add_measurements(frame.loc[[picked[-1]], [*names, target]])
    done = finished(run, rows, target, picked, time.perf_counter() - began)
    return {**done, "versions": {"baybe": baybe.__version__, "torch": torch.__version__}}


def _baybe_campaign(described: dict[str, Any], frame: Any, target: str, seed: int) -> Any:
    from baybe import Campaign
    from baybe.objectives import SingleTargetObjective
    from baybe.parameters import CategoricalParameter, NumericalDiscreteParameter
    from baybe.searchspace import SearchSpace
    from baybe.targets import NumericalTarget

    _seed_everything(seed)
    parameters = [
        CategoricalParameter(name=p["name"], values=p["options"])
        if p["type"] == "categorical"
        else NumericalDiscreteParameter(name=p["name"], values=p["options"])
        for p in described["parameters"]
    ]
    space = SearchSpace.from_dataframe(frame, parameters)
    return Campaign(space, SingleTargetObjective(NumericalTarget(name=target)))


def _seed_everything(seed: int) -> None:
    import random

    import numpy
    import torch

    torch.manual_seed(seed)
    random.seed(seed)
    numpy.random.seed(seed)


# The parent: our side, the starts, the summary.


def jobs(options: argparse.Namespace) -> Iterator[Row]:
    """List all runs, seed by seed."""
    import numpy

    for seed in range(options.first_seed, options.first_seed + options.runs):
        for protocol, (starts, steps) in PROTOCOLS.items():
            for name in SETS:
                count = len(read_set(options.sets / name)[1])
                order = numpy.random.default_rng([seed]).permutation(count)
                for arrangement in options.orders:
                    yield {
                        "set": name,
                        "protocol": protocol,
                        "order": arrangement,
                        "seed": seed,
                        "starts": [int(number) for number in order[:starts]],
                        "steps": steps,
                        "folder": str(options.sets / name),
                    }


class BaybeChild:
    """A process under the other interpreter, started when the first run needs it."""

    def __init__(self, python: Path) -> None:
        self._command = [str(python), __file__, "--serve-baybe"]
        self._process: subprocess.Popen[str] | None = None

    def __call__(self, run: Row) -> Row:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(run) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("the child with BayBE ended; its error stands above")
        found: Row = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process, where there is one."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()


def run_own(run: Row) -> Row:
    """Let our proposer go through one run."""
    import numpy
    import scipy

    import orthought
    from orthought.campaign.lookup import open_set
    from orthought.campaign.observations import Observation
    from orthought.campaign.proposers.gp import GaussianProcessProposer

    described, rows = read_set(Path(run["folder"]))
    target = described["objectives"][0]["name"]
    known = open_set(Path(run["folder"]))
    space = known.space.model_copy(
        update={"parameters": _shuffled(known.space, described, rows, run)}
    )
    points = [space.read(row) for row in rows]
    numbers = {space.key(point): place for place, point in enumerate(points)}
    picked = list(run["starts"])
    began = time.perf_counter()
    proposer = GaussianProcessProposer(space, known.objectives, seed=run["seed"])
    proposer.tell([Observation(point=points[k], values={target: rows[k][target]}) for k in picked])
    for _ in range(run["steps"]):
        point = proposer.ask(1)[0].point
        picked.append(numbers[space.key(point)])
        proposer.tell([Observation(point=point, values={target: rows[picked[-1]][target]})])
    done = finished(run, rows, target, picked, time.perf_counter() - began)
    versions = {"numpy": numpy.__version__, "scipy": scipy.__version__}
    return {**done, "versions": {"orthought": orthought.__version__, **versions}}


def _shuffled(space: Any, described: Row, rows: list[Row], run: Row) -> list[Any]:
    """Return the parameters with their options in the order of a run."""
    ordered = {p["name"]: p["options"] for p in arranged(described, rows, run)[0]["parameters"]}
    parameters = []
    for parameter in space.parameters:
        rank = {parameter.read(value): k for k, value in enumerate(ordered[parameter.name])}
        field = "options" if parameter.kind == "categorical" else "numbers"
        names = dict(zip(parameter.values(), getattr(parameter, field), strict=True))
        listed = sorted(names, key=lambda value: rank[value])
        parameters.append(parameter.model_copy(update={field: tuple(names[v] for v in listed)}))
    return parameters


def run_missing(options: argparse.Namespace, name: str, runner: Callable[[Row], Row]) -> list[Row]:
    """Append each run that a file does not hold yet; return all that were asked for."""
    path = options.work / f"{name}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    records = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    found = {job_key(record): record for record in records}
    wanted = []
    for run in jobs(options):
        asked = {**run, "proposer": name}
        record = found.get(job_key(asked))
        if record is None:
            record = runner(asked)
            with path.open("a") as stream:
                stream.write(json.dumps(record) + "\n")
            print(*job_key(record), f"best {max(record['values']):g}", record["seconds"], "s")
            sys.stdout.flush()
        wanted.append(record)
    return wanted


def summarise(records: list[Row]) -> list[Row]:
    """Return one row a set, reading and proposer: the median best and the interval around it."""
    from orthought.statistics import bootstrap

    rows = []
    proposers = sorted({record["proposer"] for record in records})
    orders = [order for order in ORDERS if any(record["order"] == order for record in records)]
    for order, name, reading in itertools.product(orders, SETS, READINGS):
        protocol, part = READINGS[reading]
        for proposer in proposers:
            wanted = (name, protocol, order, proposer)
            best = [
                max(record["values"][part])
                for record in records
                if tuple(record[k] for k in ("set", "protocol", "order", "proposer")) == wanted
            ]
            interval = bootstrap(best, _row_medians)
            rows.append(
                {
                    "set": name,
                    "reading": reading,
                    "order": order,
                    "proposer": proposer,
                    "runs": len(best),
                    "median_best": statistics.median(best),
                    "low": interval.low,
                    "high": interval.high,
                    "best": best,
                }
            )
    return rows


def _row_medians(values: Any) -> Any:
    import numpy

    return numpy.median(values, axis=1)


def compare(rows: list[Row]) -> list[Row]:
    """Tell for each set, reading and order whether our median is at least BayBE's."""
    medians: dict[tuple[str, str, str], dict[str, float]] = {}
    for row in rows:
        case = (row["order"], row["reading"], row["set"])
        medians.setdefault(case, {})[row["proposer"]] = row["median_best"]
    return [
        {
            "order": order,
            "reading": reading,
            "set": name,
            **found,
            "at_least": found["gp"] >= found["baybe"],
        }
        for (order, reading, name), found in medians.items()
        if len(found) == 2
    ]


def manifest(options: argparse.Namespace, records: list[Row]) -> dict[str, Any]:
    """Return what someone needs to repeat the figures."""
    digest = hashlib.sha256()
    for name in SETS:
        for file in ("space.json", "lookup.csv"):
            digest.update((options.sets / name / file).read_bytes())
    versions: dict[str, set[str]] = {}
    for record in records:
        for package, version in record["versions"].items():
            versions.setdefault(package, set()).add(version)
    head = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(head, capture_output=True, text=True, check=False).stdout.strip()
    return {
        "command": " ".join(["python", *sys.argv]).replace(str(Path.home()), "~"),
        "date": time.strftime("%Y-%m-%d"),
        "commit": commit,
        "data": digest.hexdigest()[:16],
        "versions": {package: sorted(found) for package, found in sorted(versions.items())},
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "seeds": [options.first_seed, options.first_seed + options.runs - 1],
    }


def main() -> int:
    """Run what is missing, write the summary; return 1 where our median lies below BayBE's."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=Path, default=Path("../shared/campaigns"))
    parser.add_argument("--work", type=Path, default=Path("runs/campaign-peers"))
    parser.add_argument("--peer-python", type=Path, help="interpreter that has BayBE")
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--orders", nargs="+", choices=ORDERS, default=list(ORDERS))
    parser.add_argument("--skip-own", action="store_true", help="run only BayBE's side")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--serve-baybe", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_baybe:
        return serve_baybe()
    options.sets = options.sets.resolve()
    records = [] if options.skip_own else run_missing(options, "gp", run_own)
    if options.peer_python:
        child = BaybeChild(options.peer_python)
        records += run_missing(options, "baybe", child)
        child.close()
    rows = summarise(records)
    comparison = compare(rows)
    for line in comparison:
        print(json.dumps(line))
    if options.out:
        found = {"manifest": manifest(options, records), "comparison": comparison, "rows": rows}
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(found, indent=1) + "\n")
    return int(not all(line["at_least"] for line in comparison))


if __name__ == "__main__":
    raise SystemExit(main())
