"""Made-up evaluations: the results are drawn from a seed, so each figure can be counted again."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orthought.evaluation.problems import (
    BenchmarkProblem,
    Details,
    Label,
    LabelVersion,
    Target,
)
from orthought.evaluation.results import Cell, CellResult
from orthought.instance import ProblemType
from orthought.solution import InstanceSize, Usage

HOSTILE = """</td></svg><script>alert(1)</script>&"'\\input{x}$_%#~^|`*\u202e\x1b[31m"""
TYPES = ("LP", "ILP", "MILP", "NLP")
SIZES = ("Toy", "Small", "Medium")


@dataclass(frozen=True)
class MadeRun:
    """What `read_run` would return."""

    manifest: dict[str, Any]
    results: tuple[CellResult, ...]
    known: Mapping[str, BenchmarkProblem]
    folders: tuple[Path, ...] = ()

    def problems(self) -> Mapping[str, BenchmarkProblem]:
        return self.known

    def folder_of(self, result: CellResult) -> Path | None:
        found = (folder / result.folder for folder in self.folders)
        return next((path for path in found if path.is_dir()), None)


@dataclass(frozen=True)
class MadeLabels:
    """Labels with verdicts given by hand."""

    wrong: Mapping[str, float] = field(default_factory=dict)
    """Identifier -> the corrected value."""

    def target_of(self, problem: BenchmarkProblem, version: LabelVersion) -> Target | None:
        value = self.wrong.get(problem.identifier)
        if value is None:
            return Target(accepted=(problem.label,), verdict="confirmed")
        if version == "undisputed":
            return None
        corrected = Label(objective=value)
        label = problem.label if version == "published" else corrected
        return Target(accepted=(label,), verdict="wrong")

    def reason_of(self, problem: BenchmarkProblem) -> str:
        return "a row was left out" if problem.identifier in self.wrong else ""

    def digest(self, set_name: str, version: LabelVersion) -> str:
        return f"{version}-{len(self.wrong)}-digest"

    def audited(self, set_name: str) -> tuple[int, int]:
        return 3, 10


def make_problem(number: int, set_name: str = "made", **changes: Any) -> BenchmarkProblem:
    """Return a problem whose label is its number."""
    fields: dict[str, Any] = {
        "set_name": set_name,
        "identifier": f"prob_{number:03d}",
        "text": f"The text of number {number} {HOSTILE}",
        "label": Label(objective=float(number), written=str(number)),
        "type": TYPES[number % 4],
        "size": SIZES[number % 3],
        "details": Details(variables=number % 7 + 1),
    }
    return BenchmarkProblem(**{**fields, **changes})


def make_result(
    problem: BenchmarkProblem, method: str = "orthought", right: bool = True, **changes: Any
) -> CellResult:
    """Return a checked result whose objective is the label, or one above it."""
    cell = {name: changes.pop(name) for name in ("llm", "sample") if name in changes}
    wanted = problem.label.objective
    fields: dict[str, Any] = {
        "cell": Cell(
            set_name=problem.set_name,
            identifier=problem.identifier,
            method=method,
            **{"llm": "openai:made", **cell},
        ),
        "problem_digest": problem.digest,
        "status": "checked",
        "objective": None if wanted is None else wanted + (0 if right else 1),
        "sense": "minimize",
        "size": InstanceSize(
            problem_type=ProblemType.LP, variables=2, integers=0, binaries=0, rows=1, nonzeros=2
        ),
        "replied": True,
        "built": True,
        "feasible": True,
        "proven": True,
        "termination": "optimal",
        "attempts": 1,
        "usage": Usage(calls=1, prompt_tokens=100, completion_tokens=50, cost_usd=0.01),
        "seconds": 2.0,
    }
    result = CellResult(**{**fields, **changes})
    plan = result.cell
    way = f"{plan.method}@{plan.llm}".replace(":", "-")
    folder = f"cells/{plan.set_name}/{plan.identifier}/{way}/{plan.sample}"
    return result.model_copy(update={"folder": folder})


def make_run(
    results: Sequence[CellResult],
    problems: Sequence[BenchmarkProblem],
    *,
    folder: Path | None = None,
    cells: int | None = None,
    shard: str = "1/1",
    name: str = "made",
    **experiment: Any,
) -> MadeRun:
    """Return a run with the manifest of such an experiment."""
    sets = list(dict.fromkeys(problem.set_name for problem in problems))
    methods = list(dict.fromkeys(result.cell.method for result in results))
    manifest: dict[str, Any] = {
        "format": 1,
        "name": name,
        "created": "2026-11-25T12:00:00Z",
        "command": "orthought eval run made.toml",
        "commit": "abc1234",
        "orthought": "0.3.0",
        "python": "3.12.1",
        "platform": "Linux",
        "solvers": {"highs": "1.12.0"},
        "experiment": {
            "bench": sets,
            "method": methods,
            "llm": list(dict.fromkeys(result.cell.llm for result in results)),
            "samples": 1,
            "time_limit": 60.0,
            **experiment,
        },
        "experiment_digest": "e" * 64,
        "seeds": [0],
        "prompts": {"orthought/model": {"version": 3, "digest": "d" * 16}},
        "methods": {m: {"name": m, "source": "ours", "samples": 1} for m in methods},
        "sets": {
            s: {"digest": "a" * 64, "count": 10, "of": 12, "complete": False, "licence": "CC-BY-NC"}
            for s in sets
        },
        "labels": {s: {"corrected": "corrected-0-digest"} for s in sets},
        "audited": {s: [3, 10] for s in sets},
        "cells": len(results) if cells is None else cells,
        "shard": shard,
    }
    folders = (folder,) if folder is not None else ()
    known = {problem.key: problem for problem in problems}
    return MadeRun(manifest, tuple(results), known, folders)


def drawn_run(
    methods: Mapping[str, float],
    *,
    count: int = 92,
    set_names: Sequence[str] = ("made",),
    samples: int = 1,
    seed: int = 0,
    **more: Any,
) -> MadeRun:
    """Return a run of methods with the given chances to be right."""
    draw = random.Random(seed)
    problems = [make_problem(n, set_name) for set_name in set_names for n in range(1, count + 1)]
    results = [
        _drawn(draw, problem, method, chance, sample)
        for problem in problems
        for method, chance in methods.items()
        for sample in range(samples)
    ]
    return make_run(results, problems, samples=samples, **more)


def _drawn(
    draw: random.Random, problem: BenchmarkProblem, method: str, chance: float, sample: int
) -> CellResult:
    right = draw.random() < chance
    usage = Usage(
        calls=draw.randint(1, 3),
        prompt_tokens=int(800 * (1 + len(method)) * draw.uniform(0.7, 1.4)),
        completion_tokens=draw.randint(300, 1500),
        cost_usd=draw.uniform(0.001, 0.02),
    )
    common: dict[str, Any] = {
        "sample": sample,
        "usage": usage,
        "seconds": round(draw.lognormvariate(2.5, 0.8), 2),
        "attempts": draw.choice((1, 1, 1, 2, 3)),
    }
    failed = {"objective": None, "feasible": False, "proven": False, "built": False, "size": None}
    if right:
        return make_result(
            problem, method, status=draw.choice(("checked", "checked", "doubtful")), **common
        )
    kind = draw.choice(("value", "value", "doubtful", "program", "infeasible", "endpoint"))
    changes: dict[str, dict[str, Any]] = {
        "value": {},
        "doubtful": {"status": "doubtful", "objections": ("integrality",)},
        "program": {"status": "failed", "diagnosis": "program", "message": "KeyError", **failed},
        "infeasible": {"status": "infeasible", "objective": None, "feasible": False},
        "endpoint": {
            "status": "error", "error": "EndpointFaultError", "replied": False, **failed,
        },
    }  # fmt: skip
    return make_result(problem, method, False, **{**common, **changes[kind]})
