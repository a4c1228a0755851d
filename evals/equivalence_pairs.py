"""The pairs of instances that `evals/equivalence.py` measures on, each with its truth.

Three origins: FormulationBench (the user's copy), mutants of instances of our own, and mutants of
published reference models (.mps) and of the starter problems built from the scripted replies.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orthought
from orthought.evaluation.formulation_bench import FormulationBench, FormulationPair
from orthought.evaluation.mutants import Mutant, Prover, Truth, compare_by_proof, plan, truth_of
from orthought.evaluation.mutants.answers import apart
from orthought.evaluation.mutants.families import own_sources
from orthought.evaluation.mutants.sheet import is_plain
from orthought.execution.tiers import open_sandbox
from orthought.instance import Instance

ROOT = Path(__file__).resolve().parents[1]
DIGITS_REACH = 99.0
"""What two decimal digits can write."""
CONFIRMED = {"infeasible": "they contradict each other", "unbounded": "nothing limits it"}


@dataclass(frozen=True)
class Case:
    """A pair with what is known of it; instances and truth are made when they are asked for."""

    key: str
    group: str
    """formulation-bench/small, /large or /instance-only; mutants/harmless or /harmful."""
    kind: str
    instances: Callable[[], tuple[Instance, Instance]]
    truth: Callable[[Prover], Truth]
    note: str = ""


def bench_cases(folder: Path, problems: Container[int]) -> Iterator[Case]:
    """Return the labelled pairs of some problems of FormulationBench."""
    bench, sandbox = FormulationBench(folder), open_sandbox()

    @cache
    def built(problem: int, name: str) -> tuple[Instance, bool]:
        made = bench.build(problem, name, sandbox)
        return made.instance, made.drawn

    for pair in bench.pairs():
        if pair.problem in problems:
            yield _bench_case(pair, built)


def _bench_case(pair: FormulationPair, built: Callable[[int, str], tuple[Instance, bool]]) -> Case:
    def instances() -> tuple[Instance, Instance]:
        return built(pair.problem, pair.first)[0], built(pair.problem, pair.second)[0]

    def truth(prover: Prover) -> Truth:
        first, second = instances()
        found = _bench_truth(pair, first, second, prover)
        if built(pair.problem, pair.second)[1]:
            found = found.model_copy(update={"evidence": f"{found.evidence}; data drawn by us"})
        return found

    size = "large" if pair.is_large else "small"
    group = "instance-only" if pair.instance_only else size
    label = "labelled equal" if pair.reformulation else "labelled different"
    kind = "instance-only" if pair.instance_only else label
    return Case(
        pair.key, f"formulation-bench/{group}", kind, instances, truth, "; ".join(pair.notes)
    )


def _bench_truth(pair: FormulationPair, first: Instance, second: Instance, prover: Prover) -> Truth:
    if pair.instance_only:
        return _digits_truth(first, second, prover)
    if not pair.reformulation:
        # The label speaks of all data, so on the instance only a proof counts.
        return compare_by_proof(first, second, prover)
    if pair.is_large:
        same = first.variable_names == second.variable_names and bool(
            (first.objective == second.objective).all()
        )
        strict = "equivalent" if same else "unknown"
        return Truth(verdict=strict, scaled="equivalent", proof="label", evidence="published label")
    one, two = prover.answer(first), prover.answer(second)
    evidence = f"published label; answers {one} and {two}"
    if one.value is None or two.value is None:
        return Truth(evidence=evidence)
    strict = "different" if apart(one.value, two.value) else "equivalent"
    return Truth(verdict=strict, scaled="equivalent", proof="label", evidence=evidence)


def _digits_truth(first: Instance, second: Instance, prover: Prover) -> Truth:
    """Two decimal digits write whole numbers up to 99: is that all that the first one needs?"""
    from orthought.evaluation.mutants.conditions import Condition

    greatest = []
    for name in first.variable_names:
        probe = Condition(name, ((name, 1.0),), 0.0).as_objective(first)
        greatest.append((name, prover.answer(probe)))
    one, two = prover.answer(first), prover.answer(second)
    ends = ", ".join(f"{name} up to {answer}" for name, answer in greatest)
    evidence = f"answers {one} and {two}; {ends}"
    if any(answer.status == "open" for _, answer in greatest):
        return Truth(evidence=evidence)
    within = all(a.value is not None and a.value <= DIGITS_REACH for _, a in greatest)
    verdict = "equivalent" if within else "different"
    return Truth(verdict=verdict, scaled=verdict, proof="bounds", evidence=evidence)


def mutant_cases(
    shared: Path, per_kind: int, seed: int, small: bool, sources: dict[str, Instance] | None = None
) -> Iterator[Case]:
    """Return mutants of every kind; only of small instances of our own where `small`."""
    found = sources or gather_sources(shared, small)
    for mutant in plan(found, per_kind, seed):
        yield _mutant_case(mutant)


def _mutant_case(mutant: Mutant) -> Case:
    group = "mutants/harmless" if mutant.is_harmless else "mutants/harmful"
    return Case(
        mutant.key,
        group,
        mutant.kind,
        lambda: (mutant.first, mutant.second),
        lambda prover: truth_of(mutant, prover),
        mutant.note,
    )


def gather_sources(shared: Path, small: bool) -> dict[str, Instance]:
    """Return the instances that are edited, by name."""
    found = own_sources()
    if small:
        return {name: instance for name, instance in found.items() if instance.row_count <= 40}
    from orthought.evaluation.equivalence import read_mps

    for path in sorted((shared / "benchmarks/orthought/reference").glob("*/*.mps")):
        found[f"{path.parent.name}/{path.stem}"] = read_mps(path)
    found.update(starter_sources())
    return {name: instance for name, instance in found.items() if is_plain(instance)}


def starter_sources() -> dict[str, Instance]:
    """Return the instances of the starter problems, built by their scripted replies."""
    from orthought.evaluation.equivalence import read_mps

    found: dict[str, Instance] = {}
    for answer in sorted((ROOT / "benchmarks/starter").glob("*/answer.json")):
        reply = ROOT / "tests/replies/starter" / f"{answer.parent.name}.md"
        with tempfile.TemporaryDirectory() as folder:
            export = _solve_starter(answer, reply, Path(folder))
            if export.is_file():
                found[f"starter/{answer.parent.name}"] = read_mps(export)
    return found


def _solve_starter(answer: Path, reply: Path, out: Path) -> Path:
    status = json.loads(answer.read_text())["status"]
    replies = [reply.read_text()]
    if status in CONFIRMED:
        replies.append(json.dumps({"confirm": status, "reason": CONFIRMED[status]}))
    script = out / "script.json"
    script.write_text(json.dumps(replies))
    orthought.solve(
        (answer.parent / "problem.md").read_text(),
        data=sorted((answer.parent / "data").glob("*")),
        llm=f"scripted:{script}",
        out=out / "run",
    )
    return out / "run" / "model.mps"
