"""Every problem with what each way made of it: identifiers, numbers and causes, never texts."""

from __future__ import annotations

from collections.abc import Mapping

from orthought.evaluation.problems import Label
from orthought.evaluation.report.causes import Causes, cell_key
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell
from orthought.evaluation.report.figures.models import CauseRow, CellRow, ProblemRow
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import objective
from orthought.pages.document import Mark

_WORDS: Mapping[str, str] = {"no_optimum": "no optimum"}


def list_problems(cells: Mapping[Way, ByProblem], causes: Causes) -> tuple[ProblemRow, ...]:
    """Return one row a problem, in the order of sets and identifiers."""
    found: dict[str, list[ScoredCell]] = {}
    for by_problem in cells.values():
        for key, samples in by_problem.items():
            found.setdefault(key, []).extend(samples)
    return tuple(_problem(samples, causes) for samples in found.values())


def count_causes(cells: Mapping[Way, ByProblem], causes: Causes) -> tuple[CauseRow, ...]:
    """Return how often each way failed for each cause, the most frequent first."""
    counts: dict[tuple[str, str], dict[Way, int]] = {}
    for way, by_problem in cells.items():
        for cell in (cell for samples in by_problem.values() for cell in samples):
            cause = causes.get(cell_key(cell))
            if cause is not None:
                row = counts.setdefault((cause.kind, cause.certainty), {})
                row[way] = row.get(way, 0) + 1
    ordered = sorted(counts.items(), key=lambda entry: (-sum(entry[1].values()), entry[0]))
    return tuple(
        CauseRow(cause=kind, certainty=certainty, counts=tuple(row.items()))
        for (kind, certainty), row in ordered
    )


def label_text(label: Label) -> str:
    """Return an accepted answer in words: its value, or that there is none."""
    if label.status != "optimal" or label.objective is None:
        return _WORDS.get(label.status, label.status)
    value = objective(label.objective)
    return f"{value} ({label.reading})" if label.reading else value


def mark_of(cell: ScoredCell) -> Mark:
    """Return right, wrong, or that the method was not heard to the end."""
    if cell.score.right:
        return "right"
    return "harness" if cell.harness else "wrong"


def _problem(samples: list[ScoredCell], causes: Causes) -> ProblemRow:
    first = samples[0]
    return ProblemRow(
        set_name=first.problem.set_name,
        identifier=first.problem.identifier,
        accepted=tuple(label_text(label) for label in first.target.accepted),
        verdict=first.target.verdict,
        type=first.problem.type,
        size=first.problem.size,
        cells=tuple(_cell(cell, causes) for cell in samples),
    )


def _cell(cell: ScoredCell, causes: Causes) -> CellRow:
    cause = causes.get(cell_key(cell))
    return CellRow(
        way=cell.way,
        identifier=cell.problem.identifier,
        sample=cell.result.cell.sample,
        mark=mark_of(cell),
        status=cell.result.status,
        objective=cell.result.objective,
        cause=cause.kind if cause else "",
        certainty=cause.certainty if cause else "",
        seconds=cell.score.seconds,
        tokens=cell.score.tokens,
        folder=cell.result.folder,
    )
