"""Figures by parts: label versions, properties of the problems, confidence, sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from orthought.evaluation.breakdown import Property, group_of
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat, score_runs
from orthought.evaluation.report.figures.models import (
    ConfidenceRow,
    PartRow,
    SizeRow,
    VersionRow,
)
from orthought.evaluation.report.figures.shares import (
    Share,
    middle_of,
    share,
    share_of,
)
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.inputs import Labels, Run
from orthought.evaluation.rules import Rule
from orthought.evaluation.scoring import Count

VERSIONS: Final[tuple[LabelVersion, ...]] = ("published", "corrected", "undisputed")
PROPERTIES: Final[tuple[Property, ...]] = ("type", "size", "difficulty", "class")
_SIZES: Final = ("toy", "small", "medium", "large")
STATUSES: Final = (
    "checked", "solved", "doubtful", "infeasible", "unbounded", "failed", "error",
)  # fmt: skip


def by_version(
    runs: Sequence[Run], rule: Rule, labels: Labels
) -> tuple[dict[LabelVersion, dict[Way, ByProblem]], tuple[VersionRow, ...]]:
    """Score under every label version; return the cells of each, and the table."""
    scored = {version: score_runs(runs, rule, version, labels) for version in VERSIONS}
    ways = dict.fromkeys(way for cells in scored.values() for way in cells)
    rows = [
        VersionRow(way=way, shares={v: _share_of(scored[v].get(way)) for v in VERSIONS})
        for way in ways
    ]
    return scored, tuple(rows)


def by_property(cells: Mapping[Way, ByProblem]) -> tuple[PartRow, ...]:
    """Return shares by type, size, difficulty and class, where a set tells its problems apart."""
    rows: list[PartRow] = []
    for name in PROPERTIES:
        for way, found in cells.items():
            groups = _groups(found, name)
            if len(groups) > 1:
                rows += [_part(way, name, value, part) for value, part in groups.items()]
    return tuple(rows)


def by_confidence(way: Way, cells: ByProblem) -> tuple[ConfidenceRow, ...]:
    """Return for each status how many cells had it and how many of these were right."""
    every = flat(cells)
    rows = []
    for status in STATUSES:
        of = [cell for cell in every if cell.result.status == status]
        right = share(sum(cell.score.right for cell in of), len(of))
        if right is not None:
            rows.append(ConfidenceRow(way=way, status=status, cells=len(of), right=right))
    return tuple(rows)


def sizes_of(way: Way, cells: ByProblem) -> SizeRow | None:
    """Return how the instances compare with the published counts; None: none was published."""
    every = flat(cells)
    types = [c.score.type_agrees for c in every if c.score.type_agrees is not None]
    counts = [c.score.variables for c in every if c.score.variables is not None]
    ratios = [count.ratio for count in counts if count.ratio is not None]
    row = SizeRow(
        way=way,
        variables=_equal(every, lambda c: c.score.variables),
        rows=_equal(every, lambda c: c.score.rows),
        nonzeros=_equal(every, lambda c: c.score.nonzeros),
        types=share(sum(types), len(types)),
        ratio=middle_of(ratios) if ratios else None,
        kinds=dict(Counter(str(c.result.size.problem_type) for c in every if c.result.size)),
    )
    return row if row.variables or row.rows or row.nonzeros or row.types else None


def _share_of(cells: ByProblem | None) -> Share | None:
    return share_of(cells, lambda c: c.score.right) if cells else None


def _groups(cells: ByProblem, name: Property) -> dict[str, ByProblem]:
    found: dict[str, ByProblem] = {}
    for key, samples in cells.items():
        found.setdefault(group_of(samples[0].problem, name), {})[key] = samples
    return {value: found[value] for value in sorted(found, key=lambda v: _rank(found, v))}


def _rank(groups: dict[str, ByProblem], value: str) -> tuple[int, int, str]:
    """Sizes in their own order, then the largest groups first."""
    lower = value.lower()
    size = _SIZES.index(lower) if lower in _SIZES else len(_SIZES)
    return size, -len(groups[value]), value


def _part(way: Way, name: str, value: str, cells: ByProblem) -> PartRow:
    right = share_of(cells, lambda c: c.score.right)
    return PartRow(way=way, property=name, value=value, problems=len(cells), share=right)


def _equal(cells: list[ScoredCell], count: Callable[[ScoredCell], Count | None]) -> Share | None:
    counts = [found for found in map(count, cells) if found is not None]
    return share(sum(found.equal for found in counts), len(counts))
