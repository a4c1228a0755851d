"""Instances compared with reference instances, where such comparisons were kept."""

from __future__ import annotations

from typing import Any, Final, Protocol

from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat
from orthought.evaluation.report.figures.models import EquivalenceRow
from orthought.evaluation.report.figures.shares import share
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.inputs import Run

EQUIVALENCE: Final = "equivalence.json"
"""File in a cell's folder: an `orthought.evaluation.equivalence` comparison with the reference."""


class FindComparison(Protocol):
    """Finds the kept comparison of a cell."""

    def __call__(self, cell: ScoredCell) -> dict[str, Any] | None: ...


def kept_comparison(run: Run, cell: ScoredCell) -> dict[str, Any] | None:
    """Return the comparison in the cell's folder; None where there is none that can be read."""
    import json

    folder = run.folder_of(cell.result)
    if folder is None:
        return None
    try:
        found = json.loads((folder / EQUIVALENCE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "verdict" in found else None


def equivalence_of(way: Way, cells: ByProblem, find: FindComparison) -> EquivalenceRow | None:
    """Return how many instances are equivalent to the reference; None: none was compared."""
    found = [comparison for comparison in map(find, flat(cells)) if comparison is not None]
    plain = [str(comparison.get("verdict")) for comparison in found]
    scaled = [str(comparison.get("verdict_scaled")) for comparison in found]
    equivalent = share(plain.count("equivalent"), len(plain))
    up_to_scale = share(scaled.count("equivalent"), len(scaled))
    if equivalent is None or up_to_scale is None:
        return None
    return EquivalenceRow(
        way=way,
        compared=len(found),
        equivalent=equivalent,
        scaled=up_to_scale,
        unresolved=plain.count("unresolved"),
    )
