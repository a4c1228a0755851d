"""Plant single errors in right formulations and count which of them the checks find.

    python evals/seeded_errors.py --work work/seeded [--per-kind 45] [--only KIND]

Errors go into formulation and program alike (`seeded_edits.py`), in problems with a text of the
project's own (`seeded_cases.py`). An error counts where the optimum differs from the right one's,
on the data as given or on one of three perturbed copies; the others are equivalent mutants and are
left out. Found means that the answer would not be printed as `checked`: a check doubts it, or the
model is infeasible or unbounded. Figures are given with and without the probe for rows without a
reason, and with second readings of the texts (`seeded_readings.py`), which a stand-in for a strong
model wrote, that saw the text and the names of the decisions alone, no error, and ran nothing.

What is known already stands in WORK, one line an error; the same command goes on where it was
stopped, and after a change of the checks it asks only these again. The figures go to
evals/results/seeded-errors.json and seeded-errors.md. The problems were known while the checks were
written, the errors of the seeds from 100 on (the default) were not looked at. False alarms are also
counted on the untouched models with blurred citations, as a less careful writer would leave them.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import logging
import math
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from seeded_cases import BLURS, ROOT, Case, blurred, build, cases
from seeded_edits import KINDS, Planted, plant
from seeded_readings import REPLIES, checker_of
from seeded_report import page, summary, table

import orthought
from orthought import solvers
from orthought.agent.attempt import Attempt, Draft, diagnose_outcome
from orthought.agent.checker.judging import Judgement
from orthought.agent.checker.plan import plan_of
from orthought.agent.checker.showing import accept_by, checks_of, differences
from orthought.agent.checker.stage import Checked, judge_by
from orthought.agent.context import Workshop
from orthought.agent.finish import run_checks
from orthought.agent.report import status_of
from orthought.agent.workplace import end_workers, shared_sandbox
from orthought.errors import OrthoughtError
from orthought.execution.interface import Sandbox
from orthought.outcome import Outcome, SolverOptions
from orthought.settings import load_settings

PERTURBATIONS = (0, 1, 2, 3)
SAME = 1e-5
"""Relative difference of optima that are taken for equal."""
OPTIONS = SolverOptions(time_limit=20.0)
RESULTS = ROOT / "evals" / "results"
SOURCES = (ROOT / "orthought" / "agent", ROOT / "orthought" / "solvers")
Record = dict[str, Any]


def digest_of(paths: Iterable[Path]) -> str:
    """Return SHA-256 over files, hexadecimal."""
    hasher = hashlib.sha256()
    for path in sorted(paths):
        hasher.update(path.name.encode() + b"\0" + path.read_bytes())
    return hasher.hexdigest()


class Log:
    """Records by key in a file, one line each; those of another stamp are forgotten."""

    def __init__(self, path: Path, stamp: str) -> None:
        self._path, self._stamp = path, stamp
        lines = path.read_text().splitlines() if path.is_file() else []
        records = [json.loads(line) for line in lines if line.strip()]
        self._known = {r["key"]: r for r in records if r["stamp"] == stamp}

    def counts(self, field: str) -> dict[str, int]:
        """Return how many records have each value of a field."""
        return dict(Counter(str(record[field]) for record in self._known.values()))

    def of(self, key: str, make: Callable[[], Record]) -> Record:
        """Return the record of a key, made now where there is none."""
        if key not in self._known:
            self._known[key] = {"key": key, "stamp": self._stamp, **make()}
            with self._path.open("a") as stream:
                stream.write(json.dumps(self._known[key]) + "\n")
        return self._known[key]


def answer_of(draft: Draft, case: Case, perturbation: int) -> tuple[str, float | None]:
    """Return how a draft ends on perturbed data: 'optimal' with its objective, or a word."""
    try:
        instance = build(draft, case.tables.data, perturbation)
    except Exception as error:  # the draft is wrong on purpose: anything may come
        return f"unbuilt: {type(error).__name__}", None
    try:
        outcome = solvers.solve(instance, OPTIONS)
    except OrthoughtError as error:
        return f"unsolved: {type(error).__name__}", None
    return str(outcome.termination), outcome.objective


def is_same(one: tuple[str, float | None], other: tuple[str, float | None]) -> bool:
    """Whether two answers are equal within the tolerance."""
    if one[0] != other[0] or one[1] is None or other[1] is None:
        return one[0] == other[0]
    return math.isclose(one[1], other[1], rel_tol=SAME, abs_tol=SAME)


@cache
def right_answer(case: Case, perturbation: int) -> tuple[str, float | None]:
    return answer_of(case.draft, case, perturbation)


def truth_of(case: Case, planted: Planted) -> Record:
    """Say whether an error changes the answer: at once, on other data only, or never."""
    for perturbation in PERTURBATIONS:
        right = right_answer(case, perturbation)
        if right[0] not in ("optimal", "infeasible"):
            continue
        wrong = answer_of(planted.draft, case, perturbation)
        if wrong[0].startswith(("unbuilt", "unsolved", "time_limit")):
            return {"truth": wrong[0], "note": planted.note}
        if not is_same(right, wrong):
            shows = "at once" if perturbation == 0 else "on other data"
            record = {"truth": "wrong", "shows": shows, "note": planted.note}
            return record | {"right": right, "answer": wrong}
    return {"truth": "equivalent", "note": planted.note}


def attempt_of(case: Case, draft: Draft) -> Attempt:
    """Return what the agent would hold of a draft after solving it."""
    instance = build(draft, case.tables.data)
    outcome: Outcome = solvers.solve(instance, OPTIONS)
    diagnosis = diagnose_outcome(outcome, draft.formulation)
    return Attempt(draft, 1, diagnosis=diagnosis, instance=instance, outcome=outcome)


def judged(case: Case, draft: Draft) -> Record:
    """Run every check of a draft and return what objects, and the words of the answer.

    `status` is the word without a second reader, `status_read` with one; `read` says what the
    second reading alone makes of the answer.
    """
    attempt = attempt_of(case, draft)
    began = time.perf_counter()
    checks = run_checks(case.problem, case.reading, attempt, OPTIONS)
    seconds = time.perf_counter() - began
    objecting = [check for check in checks if check.verdict == "objects"]
    checked = read_again(case, attempt)
    accept = accept_by(checked)
    again = checks
    if accept is not None:
        again = run_checks(case.problem, case.reading, attempt, OPTIONS, accept=accept)
    with_reading = status_of(attempt, (*again, *checks_of(checked)), can_check=True)
    judgement = checked.judgement if checked else None
    return {
        "status": str(status_of(attempt, checks, can_check=True)),
        "status_read": str(with_reading),
        "read": _word(judgement),
        "differs": [line[:300] for line in differences(judgement)] if judgement else [],
        "unread": judgement.failure[:300] if judgement else "",
        "doubts": [c.name for c in objecting if c.severity == "doubt"],
        "notes": [c.name for c in objecting if c.severity == "note"],
        "messages": [f"{c.name}: {c.message}"[:300] for c in objecting],
        "seconds": round(seconds, 4),
    }


def read_again(case: Case, attempt: Attempt) -> Checked | None:
    """Hold an attempt against the checker that a reader wrote of the case's text."""
    text = checker_of(case)
    if not text or attempt.draft is None or attempt.instance is None:
        return None
    workshop = Workshop(sandbox(), OPTIONS, lambda _: None)
    plan = plan_of(attempt.draft.formulation, attempt.instance)
    return asyncio.run(judge_by(workshop, case.tables.data, attempt, text, plan))


@cache
def sandbox() -> Sandbox:
    return shared_sandbox(load_settings({})[0])


def _word(judgement: Judgement | None) -> str:
    if judgement is None:
        return "nobody"
    if judgement.failure:
        return "unusable"
    return "agrees" if judgement.agrees else "differs"


def measure(
    work: Path, per_kind: int, kinds: Iterable[str], first_seed: int
) -> tuple[list[Record], dict[str, int]]:
    """Return one record an error that counts, and those of the untouched cases (kind '').

    An untouched case has one more record for each way of blurring its citations. Beside them comes
    how many of the edits that were tried are wrong, equivalent, or end without an answer.
    """
    own = [*Path(__file__).parent.glob("seeded_*.py")]
    edits = digest_of(path for path in own if path.name != Path(__file__).name)
    truths = Log(work / "truths.jsonl", edits)
    sources = [path for folder in SOURCES for path in folder.rglob("*.py")]
    checks = digest_of([*sources, *REPLIES.glob("*.md")])
    verdicts = Log(work / "verdicts.jsonl", edits + checks)
    everything = list(cases())
    records = []
    for case in everything:
        for blur in ("", *BLURS):
            draft = blurred(case, blur)
            verdict = verdicts.of(f"{case.key}:{blur}", lambda: judged(case, draft))  # noqa: B023
            records.append({"kind": "", "blur": blur, "group": case.group, **verdict})
    for kind in kinds:
        found = _errors(everything, kind, per_kind, truths, first_seed)
        for number, (case, planted, truth) in enumerate(found, start=1):
            verdict = verdicts.of(truth["key"], lambda: judged(case, planted.draft))  # noqa: B023
            records.append({"kind": kind, "group": case.group, **truth, **verdict})
            if sys.stderr.isatty():
                print(f"\r{kind}: {number} of {len(found)}   ", end="", file=sys.stderr)
    return records, truths.counts("truth")


def _errors(
    everything: list[Case], kind: str, per_kind: int, truths: Log, first_seed: int
) -> list[tuple[Case, Planted, Record]]:
    """Return up to `per_kind` errors of a kind that count, at most two a case."""
    found: list[tuple[Case, Planted, Record]] = []
    order = list(everything)
    Random(kind).shuffle(order)
    seen: set[tuple[str, str]] = set()
    for turn in range(6):
        seed = first_seed + turn
        for case in order:
            planted = plant(case, kind, seed)
            taken = sum(other is case for other, _, _ in found)
            if planted is None or (case.key, planted.note) in seen or taken > turn // 2:
                continue
            if len(found) == per_kind:
                return found
            seen.add((case.key, planted.note))
            key = f"{case.key}:{kind}:{seed}"
            truth = truths.of(key, lambda: truth_of(case, planted))  # noqa: B023
            if truth["truth"] == "wrong":
                found.append((case, planted, truth))
    return found


def made(options: argparse.Namespace) -> Record:
    """Return what the figures come from."""
    asked = ("git", "rev-parse", "HEAD")
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    versions = {item.name: item.version for item in solvers.installed() if item.available}
    return {
        "command": "python evals/seeded_errors.py --work FOLDER",
        "orthought": orthought.__version__,
        "commit": commit.stdout.strip(),
        "solvers": versions,
        "per_kind": options.per_kind,
        "first_seed": options.first_seed,
    }


def main() -> None:
    """Measure, print the table, write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--per-kind", type=int, default=45)
    parser.add_argument("--first-seed", type=int, default=100)
    parser.add_argument("--only", choices=list(KINDS), help="one kind; nothing is written")
    options = parser.parse_args()
    logging.getLogger("pyomo").setLevel(logging.CRITICAL)  # wrong drafts are expected here
    options.work.mkdir(parents=True, exist_ok=True)
    kinds = [options.only] if options.only else list(KINDS)
    records, tried = measure(options.work, options.per_kind, kinds, options.first_seed)
    figures = {"made": made(options), "edits_tried": tried, **summary(records)}
    print(table(figures))
    print(json.dumps({k: figures[k] for k in ("means", "false_alarm_cases")}, indent=1))
    (options.work / "records.json").write_text(json.dumps(records, indent=1))
    if options.only is None:
        (RESULTS / "seeded-errors.json").write_text(json.dumps(figures, indent=1) + "\n")
        (RESULTS / "seeded-errors.md").write_text(page(figures))
    end_workers()


if __name__ == "__main__":
    main()
