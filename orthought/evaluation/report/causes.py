"""Why cells are wrong: looked up once, kept beside the run, counted in reports."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from orthought.base import Model
from orthought.errors import OrthoughtError
from orthought.evaluation.problems import LabelVersion, Target
from orthought.evaluation.report.figures.cells import ScoredCell
from orthought.evaluation.report.figures.equivalence import kept_comparison
from orthought.evaluation.report.files import write_text
from orthought.evaluation.report.inputs import Labels, Run
from orthought.evaluation.rules import Rule

if TYPE_CHECKING:
    from orthought.evaluation.failures import ProbeLimits
    from orthought.instance import Instance

SCORES: Final = "scores"
"""Folder of a run for what was worked out from its results."""
PROBING_SECONDS: Final = 5.0
"""For the trial solves of one wrong cell."""
KEPT_EVERY: Final = 20
INSTANCE: Final = "instance.frame"
Tell = Callable[[int, int], None]
"""Receives how many are done, and of how many."""


class FoundCause(Model):
    """The cause of one wrong cell."""

    kind: str
    certainty: str
    evidence: tuple[str, ...] = ()


Causes = Mapping[str, FoundCause]
"""Cause by `cell_key`; right cells are not in it."""


def cell_key(cell: ScoredCell) -> str:
    """Return what names a cell in one report."""
    plan = cell.result.cell
    names = (plan.set_name, plan.identifier, plan.method, plan.llm, str(plan.sample))
    return json.dumps([cell.way.run, *names])


def find_causes(
    run: Run,
    cells: Sequence[ScoredCell],
    rule: Rule,
    version: LabelVersion,
    labels: Labels,
    limits: ProbeLimits | None = None,
    tell: Tell | None = None,
) -> dict[str, FoundCause]:
    """Return the causes of a run's wrong cells; those that are not known yet are worked out.

    Known causes are kept in the run's folder (`scores/causes-...json`) and hold as long as
    neither the result nor the accepted answers change.

    Args:
        run: the evaluation.
        cells: its scored cells.
        rule: that they were scored with.
        version: that they were scored against.
        labels: where the corrected answers come from.
        limits: on the trial solves; None: at most PROBING_SECONDS for each cell.
        tell: is told how many are found, and of how many.
    """
    path = _store(run, rule, version)
    known = _read(path)
    wrong = {cell_key(cell): cell for cell in cells if not cell.score.right}
    marks = {key: _print(cell, _verdict(run, cell)) for key, cell in wrong.items()}
    open_ones = [key for key in wrong if marks[key] not in known]
    for number, key in enumerate(open_ones, start=1):
        known[marks[key]] = _work_out(run, wrong[key], rule, version, labels, limits)
        # An interruption loses little: each may have taken seconds.
        if path is not None and (number % KEPT_EVERY == 0 or number == len(open_ones)):
            _write(path, known)
        if tell is not None:
            tell(number, len(open_ones))
    return {key: known[mark] for key, mark in marks.items()}


def work_out(
    cell: ScoredCell,
    instance: Instance | None,
    rule: Rule,
    corrected: Target | None = None,
    limits: ProbeLimits | None = None,
    comparison: object = None,
) -> FoundCause:
    """Return the cause of one wrong cell; `comparison` is that with the reference instance."""
    from orthought.evaluation.failures import ProbeLimits, cause_of

    found = cause_of(
        cell.result,
        cell.problem,
        cell.target,
        instance=instance,
        reference=_reference(cell),
        comparison=comparison,
        corrected=corrected,
        rule=rule,
        limits=limits or ProbeLimits(seconds=PROBING_SECONDS),
    )
    return FoundCause(kind=found.kind, certainty=found.certainty, evidence=found.evidence)


def kept_instance(run: Run, cell: ScoredCell) -> Instance | None:
    """Return the instance that the cell's program built, where it was kept and can be read."""
    folder = run.folder_of(cell.result)
    return read_instance(folder) if folder is not None else None


def read_instance(folder: Path) -> Instance | None:
    """Return the instance in a cell's folder; None where there is none that can be read."""
    from orthought.frames import decode
    from orthought.instance_frames import from_frame

    try:
        return from_frame(*decode((folder / INSTANCE).read_bytes()))
    except (OSError, OrthoughtError):
        return None


def file_stem(rule: Rule, version: LabelVersion) -> str:
    """Return '<rule>-<label version>' as any file system takes it."""
    return f"{re.sub(r'[^A-Za-z0-9._+-]+', '-', rule.name)}-{version}"


def _work_out(
    run: Run,
    cell: ScoredCell,
    rule: Rule,
    version: LabelVersion,
    labels: Labels,
    limits: ProbeLimits | None,
) -> FoundCause:
    corrected = labels.target_of(cell.problem, "corrected") if version == "published" else None
    comparison = SimpleNamespace(verdict=_verdict(run, cell))
    return work_out(cell, kept_instance(run, cell), rule, corrected, limits, comparison)


def _verdict(run: Run, cell: ScoredCell) -> str:
    """Return what was kept of the comparison with the reference instance; '' without one."""
    return str((kept_comparison(run, cell) or {}).get("verdict", ""))


def _reference(cell: ScoredCell) -> Instance | None:
    """Return the reference model, where the set has one that can be read."""
    path = cell.problem.reference
    if path is None or not path.is_file():
        return None
    from orthought.evaluation.equivalence import read_mps

    try:
        reference: Instance = read_mps(path)
    except OrthoughtError:
        return None
    return reference


def _store(run: Run, rule: Rule, version: LabelVersion) -> Path | None:
    if not run.folders:
        return None
    return Path(run.folders[0]) / SCORES / f"causes-{file_stem(rule, version)}.json"


def _print(cell: ScoredCell, verdict: str) -> str:
    """Return a digest of all that a cause rests on."""
    parts: Iterable[str] = (cell.result.model_dump_json(), cell.target.model_dump_json(), verdict)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]


def _read(path: Path | None) -> dict[str, FoundCause]:
    """Return kept causes; a file that is damaged counts as none."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path else {}
        return {mark: FoundCause.model_validate(cause) for mark, cause in content.items()}
    except (OSError, ValueError, AttributeError, ValidationError):
        return {}


def _write(path: Path, causes: Mapping[str, FoundCause]) -> None:
    content = {mark: cause.model_dump(mode="json") for mark, cause in sorted(causes.items())}
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
