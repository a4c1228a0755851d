"""Instances compared with the reference instances of their sets, kept beside each cell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from orthought.errors import OrthoughtError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.report.causes import Tell, read_instance
from orthought.evaluation.report.figures.equivalence import EQUIVALENCE
from orthought.evaluation.report.files import write_text
from orthought.evaluation.report.inputs import Run

if TYPE_CHECKING:
    from orthought.evaluation.equivalence import CompareOptions
    from orthought.instance import Instance

ReadReference = Callable[[Path], "Instance"]


def compare_references(
    run: Run,
    *,
    options: CompareOptions | None = None,
    read: ReadReference | None = None,
    tell: Tell | None = None,
) -> int:
    """Compare the instances of a run with the reference instances; keep what was found.

    What was compared before is not compared again; delete `equivalence.json` in a cell's folder
    for that. A reference that cannot be read or compared is kept as unresolved, with the reason.

    Args:
        run: the evaluation.
        options: limits and tolerances of each comparison.
        read: reads a reference; None: `equivalence.read_mps`.
        tell: is told how many are done, and of how many.

    Returns:
        How many cells have a comparison now.

    Raises:
        RunFolderError: a cell's folder cannot be written to.
    """
    waiting = _comparable(run)
    for number, (folder, reference) in enumerate(waiting, start=1):
        if not (folder / EQUIVALENCE).exists():
            write_text(folder / EQUIVALENCE, _compared(folder, reference, options, read))
        if tell is not None:
            tell(number, len(waiting))
    return len(waiting)


def _comparable(run: Run) -> list[tuple[Path, Path]]:
    """Return the folder and the reference of each cell that has an instance and a reference."""
    problems = run.problems()
    found = []
    for result in run.results:
        folder, problem = run.folder_of(result), problems.get(result.cell.problem_key)
        if folder is not None and _has_reference(problem) and read_instance(folder) is not None:
            assert problem is not None
            assert problem.reference is not None
            found.append((folder, problem.reference))
    return found


def _has_reference(problem: BenchmarkProblem | None) -> bool:
    return problem is not None and problem.reference is not None and problem.reference.is_file()


def _compared(
    folder: Path, reference: Path, options: CompareOptions | None, read: ReadReference | None
) -> str:
    from orthought.evaluation.equivalence import Comparison, compare

    instance = read_instance(folder)
    assert instance is not None
    try:
        found: Comparison = compare(_read(reference, read), instance, options=options)
    except OrthoughtError as error:
        found = Comparison(
            verdict="unresolved", verdict_scaled="unresolved", notes=(error.message,)
        )
    return found.model_dump_json(indent=1) + "\n"


def _read(path: Path, read: ReadReference | None) -> Instance:
    if read is not None:
        return read(path)
    from orthought.evaluation.equivalence import read_mps

    found: Instance = read_mps(path)
    return found
