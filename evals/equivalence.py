"""Measure the equivalence engine on pairs whose truth was established without it.

    python evals/equivalence.py --work work/equivalence [--quick] [--per-kind 22] [--only KEY]

Pairs: FormulationBench (the user's copy, looked for in ../shared) and mutants. The truths are kept
in WORK/truths.jsonl and the verdicts in WORK/verdicts.jsonl, one line a pair; the same command goes
on where it was stopped, and after a change of the engine it asks for the verdicts again but not for
the truths. The figures go to evals/results/equivalence.json.

`verdict` is scored against truths with equal objectives, `verdict_scaled` against truths with
objectives up to a positive factor. FormulationBench counts a rescaled objective as a reformulation,
so there `verdict_scaled` is the figure. Pairs whose truth could not be established are counted and
left out. Some differences are proven by a point of one instance that violates the other where equal
names mean the same; the engine does not assume that unless it is declared, so these pairs are also
asked with names declared, and figures are given with and without.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from equivalence_pairs import ROOT, Case, bench_cases, mutant_cases

from orthought import solvers
from orthought.evaluation.equivalence import Comparison, compare
from orthought.evaluation.formulation_bench import LARGE
from orthought.evaluation.mutants import Prover
from orthought.instance import Instance

ENGINE = ROOT / "orthought/evaluation/equivalence"
MUTANTS = ROOT / "orthought/evaluation/mutants"
QUICK, SMALL = range(1, 6), (1, 2, 3, 4, 5, 7)
"""Problems of FormulationBench."""
HARMLESS = "mutants/harmless"
BY_NAMES = ("point", "objective")
"""Proofs of a difference that take equal names to mean the same."""
HARD_LIMIT = 120
"""Seconds after which a comparison that overruns its own limit is given up."""
VERDICTS = ("equivalent", "different", "unresolved")
Record = dict[str, Any]


def digest_of(paths: Iterable[Path]) -> str:
    """Return SHA-256 over files, hexadecimal."""
    hasher = hashlib.sha256()
    for path in sorted(paths):
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()


def read_records(path: Path, stamp: str) -> dict[str, Record]:
    """Return the finished records of a file by key, of this stamp only."""
    if not path.is_file():
        return {}
    records = (json.loads(line) for line in path.read_text().splitlines() if line.strip())
    return {record["key"]: record for record in records if record["stamp"] == stamp}


def append(path: Path, record: Record) -> None:
    """Write a record at the end of a file at once."""
    with path.open("a") as stream:
        stream.write(json.dumps(record) + "\n")


def asked(first: Instance, second: Instance, **options: Any) -> Comparison:
    """Ask the engine, and call the pair unresolved where it does not come back in time."""

    def give_up(number: int, frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(HARD_LIMIT)
    try:
        return compare(first, second, **options)
    except TimeoutError:
        note = f"did not come back in {HARD_LIMIT} s"
        return Comparison(verdict="unresolved", verdict_scaled="unresolved", notes=(note,))
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


class Measurement:
    """Truths and verdicts of cases, kept in a folder."""

    def __init__(self, work: Path) -> None:
        work.mkdir(parents=True, exist_ok=True)
        self.truth_file, self.verdict_file = work / "truths.jsonl", work / "verdicts.jsonl"
        own = [*MUTANTS.glob("*.py"), ROOT / "evals/equivalence_pairs.py"]
        own += (ROOT / "orthought/evaluation").glob("formulation_*")
        self.truth_stamp = digest_of(own)
        self.engine_stamp = digest_of(ENGINE.rglob("*.py")) + self.truth_stamp
        self.truths = read_records(self.truth_file, self.truth_stamp)
        self.verdicts = read_records(self.verdict_file, self.engine_stamp)
        self.provers = defaultdict(Prover, {"formulation-bench": Prover(seconds=60.0)})

    def truth(self, case: Case) -> Record:
        """Return the truth of a case, proven now where it is not known yet."""
        if case.key not in self.truths:
            found = case.truth(self.provers[case.group.split("/")[0]]).model_dump()
            self.truths[case.key] = {"key": case.key, "stamp": self.truth_stamp, **found}
            append(self.truth_file, self.truths[case.key])
        return self.truths[case.key]

    def verdict(self, case: Case) -> Record:
        """Return what the engine says of a case, asked now where it was not yet."""
        if case.key not in self.verdicts:
            self.verdicts[case.key] = self._ask(case)
            append(self.verdict_file, self.verdicts[case.key])
        return self.verdicts[case.key]

    def _ask(self, case: Case) -> Record:
        first, second = case.instances()
        record: Record = {"key": case.key, "stamp": self.engine_stamp}
        record["rows"] = max(first.row_count, second.row_count)
        record["columns"] = max(first.variable_count, second.variable_count)
        began = time.perf_counter()
        found = asked(first, second)
        record["seconds"] = time.perf_counter() - began
        fields = {
            "verdict",
            "verdict_scaled",
            "method",
            "method_scaled",
            "objective_scale",
            "notes",
        }
        record |= found.model_dump(include=fields)
        record["witness"] = found.witness.model_dump(exclude={"point"}) if found.witness else None
        names_kept = set(first.variable_names) == set(second.variable_names)
        # A harmless edit may keep a name and change what it means, such as its unit.
        if names_kept and case.group != HARMLESS and found.verdict == "unresolved":
            record["declared"] = asked(first, second, declared="names").verdict
        return record


def joined(measurement: Measurement, cases: Iterable[Case], progress: bool) -> Iterator[Record]:
    """Return one record a case with truth, verdict and where it came from."""
    for number, case in enumerate(cases):
        truth = measurement.truth(case)
        record = {**measurement.verdict(case)}
        record["truth"] = {
            field: truth[field] for field in ("verdict", "scaled", "proof", "evidence")
        }
        record |= {"group": case.group, "kind": case.kind, "note": case.note}
        if progress and number % 25 == 0:
            print(f"{number}: {case.key}", file=sys.stderr, flush=True)
        yield record


def table(records: Iterable[Record], said: str, true: str) -> Record:
    """Return counts, precision, recall and the unresolved share of one of the two verdicts."""
    known = [r for r in records if r["truth"][true] != "unknown"]
    counts = Counter((r["truth"][true], r[said]) for r in known)
    confusion = {
        truth: {verdict: counts[truth, verdict] for verdict in VERDICTS}
        for truth in ("equivalent", "different")
    }
    figures: Record = {"pairs": len(known), "confusion": confusion}
    for verdict, other in (("equivalent", "different"), ("different", "equivalent")):
        right, wrong = counts[verdict, verdict], counts[other, verdict]
        true_ones = sum(confusion[verdict].values())
        figures[f"precision of {verdict}"] = _share(right, right + wrong)
        figures[f"recall of {verdict}"] = _share(right, true_ones)
    figures["wrong"] = counts["equivalent", "different"] + counts["different", "equivalent"]
    unresolved = counts["equivalent", "unresolved"] + counts["different", "unresolved"]
    figures["unresolved"] = unresolved
    figures["unresolved share"] = _share(unresolved, len(known))
    return figures


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def seconds(records: list[Record]) -> Record:
    """Return median and 95th percentile of the seconds for a pair."""
    values = sorted(r["seconds"] for r in records)
    if not values:
        return {}
    high = values[min(len(values) - 1, int(0.95 * len(values)))]
    return {"median": round(statistics.median(values), 4), "p95": round(high, 4)}


def block(records: list[Record]) -> Record:
    """Return the figures of a group of pairs."""
    nameless = [r for r in records if r["truth"]["proof"] not in BY_NAMES]
    vouched = [{**r, "vouched": r.get("declared", r["verdict"])} for r in records]
    return {
        "given": len(records),
        "verdict": table(records, "verdict", "verdict"),
        "verdict_scaled": table(records, "verdict_scaled", "scaled"),
        "truth unknown (verdict, scaled)": [
            sum(r["truth"][field] == "unknown" for r in records) for field in ("verdict", "scaled")
        ],
        "truths by proof": dict(sorted(Counter(r["truth"]["proof"] for r in records).items())),
        "verdict where the truth rests on no names": table(nameless, "verdict", "verdict"),
        "verdict with equal names declared to mean the same": table(vouched, "vouched", "verdict"),
        "seconds": seconds(records),
    }


def report(records: list[Record], options: argparse.Namespace) -> Record:
    """Return everything that is written down."""
    groups: dict[str, list[Record]] = defaultdict(list)
    kinds: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[record["group"]].append(record)
        if record["group"].startswith("mutants/"):
            kinds[record["kind"]].append(record)
            groups["mutants"].append(record)
    return {
        "what": "verdicts of the equivalence engine on pairs whose truth was proven without it",
        "command": " ".join(["python", "evals/equivalence.py", *sys.argv[1:]]),
        "date": time.strftime("%Y-%m-%d"),
        "commit": _commit(),
        "engine": digest_of(ENGINE.rglob("*.py")),
        "data": _data_digests(options.shared),
        "solvers": {card.name: card.version for card in solvers.installed() if card.version},
        "groups": {name: block(found) for name, found in sorted(groups.items())},
        "instance-only pairs": [_line(r) for r in groups["formulation-bench/instance-only"]],
        "kinds of mutants": {
            name: {field: table(found, *pair) for field, pair in SCORED.items()}
            for name, found in sorted(kinds.items())
        },
        "wrong": [_line(r) for r in records if is_wrong(r)],
    }


SCORED = {"verdict": ("verdict", "verdict"), "verdict_scaled": ("verdict_scaled", "scaled")}


def is_wrong(record: Record) -> bool:
    """Whether one of the two verdicts contradicts its truth."""
    return any(
        {record[said], record["truth"][true]} == {"equivalent", "different"}
        for said, true in SCORED.values()
    )


def _line(record: Record) -> Record:
    fields = ("key", "verdict", "verdict_scaled", "method", "method_scaled", "truth", "note")
    return {field: record[field] for field in fields}


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return found.stdout.strip()


def _data_digests(shared: Path) -> Record:
    folders = {
        "formulation-bench": shared / "benchmarks/formulation-bench",
        "reference": shared / "benchmarks/orthought/reference",
    }
    return {
        name: digest_of(path for path in folder.rglob("*") if path.is_file())
        for name, folder in folders.items()
        if folder.is_dir()
    }


def all_cases(options: argparse.Namespace) -> Iterator[Case]:
    """Return the cases that the options ask for."""
    bench = options.shared / "benchmarks/formulation-bench"
    if bench.is_dir():
        yield from bench_cases(bench, QUICK if options.quick else SMALL)
    else:
        print(f"{bench} is absent: FormulationBench is left out", file=sys.stderr)
    per_kind = 1 if options.quick else options.per_kind
    yield from mutant_cases(options.shared, per_kind, options.seed, small=options.quick)
    if bench.is_dir() and not options.quick and not options.without_large:
        yield from bench_cases(bench, LARGE)


def main() -> int:
    """Measure; return 1 where a verdict is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--work", type=Path, required=True, help="folder of the finished pairs")
    parser.add_argument("--out", type=Path, default=ROOT / "evals/results/equivalence.json")
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--per-kind", type=int, default=22)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="small pairs only, for CI")
    parser.add_argument(
        "--without-large", action="store_true", help="leave out the large problems: they take long"
    )
    parser.add_argument("--only", default="", help="pairs whose key contains this; writes no file")
    options = parser.parse_args()
    cases = (case for case in all_cases(options) if options.only in case.key)
    records = list(joined(Measurement(options.work), cases, progress=not options.quick))
    if options.only:
        print(json.dumps(records, indent=1))
    else:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(report(records, options), indent=1) + "\n")
    wrong = [record["key"] for record in records if is_wrong(record)]
    print(f"{len(records)} pairs, wrong: {wrong or 'none'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
