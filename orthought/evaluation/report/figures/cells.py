"""Finished cells, scored against one label version under one rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem, LabelVersion, Target
from orthought.evaluation.report.figures.ways import Way, run_names
from orthought.evaluation.report.inputs import Labels, Run
from orthought.evaluation.results import CellResult
from orthought.evaluation.rules import Rule
from orthought.evaluation.scoring import Score, score_problem

HARNESS_ERRORS: Final = frozenset({"EndpointUnavailableError", "EndpointFaultError", "BudgetError"})
"""Errors that end a cell without the method having been heard to the end."""


@dataclass(frozen=True)
class ScoredCell:
    """A cell with all that a report says of it."""

    way: Way
    result: CellResult
    problem: BenchmarkProblem
    target: Target
    score: Score

    @property
    def key(self) -> str:
        return self.problem.key

    @property
    def harness(self) -> bool:
        """Whether endpoint or budget ended the cell; it stays in every count, as not right."""
        return self.result.status == "error" and self.result.error in HARNESS_ERRORS


ByProblem = dict[str, list[ScoredCell]]
"""Problem key -> its samples in order."""


def score_runs(
    runs: Sequence[Run], rule: Rule, version: LabelVersion, labels: Labels
) -> dict[Way, ByProblem]:
    """Score every finished cell whose problem the label version has.

    Raises:
        InputError: the problems of a set are not here, or differ from those that were measured.
    """
    found: dict[Way, ByProblem] = {}
    for name, run in zip(run_names(runs), runs, strict=True):
        problems = run.problems()
        for result in sorted(run.results, key=_order):
            cell = _scored(
                name, result, problems.get(result.cell.problem_key), rule, version, labels
            )
            if cell is not None:
                found.setdefault(cell.way, {}).setdefault(cell.key, []).append(cell)
    return _in_order(found, runs)


def way_of(run_name: str, result: CellResult) -> Way:
    """Return the way that a result belongs to."""
    cell = result.cell
    return Way(run=run_name, set_name=cell.set_name, method=cell.method, llm=cell.llm)


def outcomes(cells: ByProblem) -> dict[str, list[bool]]:
    """Return right or not by problem, one a sample."""
    return {key: [cell.score.right for cell in samples] for key, samples in cells.items()}


def flat(cells: ByProblem) -> list[ScoredCell]:
    """Return all samples of all problems."""
    return [cell for samples in cells.values() for cell in samples]


def _scored(
    name: str,
    result: CellResult,
    problem: BenchmarkProblem | None,
    rule: Rule,
    version: LabelVersion,
    labels: Labels,
) -> ScoredCell | None:
    if problem is None:
        raise InputError(
            f"{result.cell.problem_key} was measured, but its set is not here as it was then",
            fix=f"get it with: orthought bench pull {result.cell.set_name}",
        )
    target = labels.target_of(problem, version)
    if target is None:
        return None
    score = score_problem(result, problem, target, rule)
    return ScoredCell(way_of(name, result), result, problem, target, score)


def _order(result: CellResult) -> tuple[str, str, int]:
    return result.cell.set_name, result.cell.identifier, result.cell.sample


def _in_order(found: dict[Way, ByProblem], runs: Sequence[Run]) -> dict[Way, ByProblem]:
    """Return the ways as the experiments name sets, language models and methods."""
    sets = _listed(run.manifest["experiment"].get("bench", ()) for run in runs)
    llms = _listed(run.manifest["experiment"].get("llm", ()) for run in runs)
    methods = _listed(run.manifest["experiment"].get("method", ()) for run in runs)
    names = list(run_names(runs))

    def place(way: Way) -> tuple[int, ...]:
        return (
            _place(sets, way.set_name),
            names.index(way.run),
            _place(llms, way.llm),
            _place(methods, way.method),
        )

    return {way: found[way] for way in sorted(found, key=place)}


def _listed(parts: Iterable[Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(name for part in parts for name in part))


def _place(names: list[str], name: str) -> int:
    return names.index(name) if name in names else len(names)
