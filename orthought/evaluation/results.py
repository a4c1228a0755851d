"""What became of one problem under one method: plain data, so that scoring never repeats a call."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orthought.agent.confidence.evidence import (
    ANSWERS,
    Evidence,
    Objection,
    objections_in,
    within_bounds,
)
from orthought.base import Model
from orthought.solution import Confidence, InstanceSize, Solution, Usage


class Cell(Model):
    """One unit of work of an experiment: a problem, a method, a language model, a sample."""

    set_name: str
    identifier: str
    method: str
    """The method, its ablation behind a plus sign: 'orthought+without_understanding'."""
    llm: str
    sample: int = 0

    @property
    def problem_key(self) -> str:
        return f"{self.set_name}:{self.identifier}"


class CellResult(Model):
    """The record of a finished cell. Nothing here depends on a label or on a scoring rule."""

    cell: Cell
    problem_digest: str
    status: Literal["checked", "solved", "doubtful", "infeasible", "unbounded", "failed", "error"]
    """The solution's status; 'error': the method raised, see `error`."""
    objective: float | None = None
    sense: Literal["minimize", "maximize"] | None = None
    size: InstanceSize | None = None
    """Counts of the instance; None: none was built."""
    replied: bool = False
    """A reply could be read into a program."""
    built: bool = False
    """The program ran and built an instance."""
    feasible: bool = False
    """A point came back and passed the re-check outside the solver."""
    proven: bool = False
    """The solver proved optimality (or infeasibility, unboundedness) at the gap asked for."""
    termination: str = ""
    diagnosis: str = ""
    """Kind of the diagnosis, such as 'syntax', 'program', 'infeasible', 'timeout'."""
    message: str = ""
    """The diagnosis or error in one line."""
    objections: tuple[str, ...] = ()
    """Names of the checks that object."""
    objecting: tuple[Objection, ...] | None = None
    """The same with their severity; None in records that were written before it was kept."""
    signals: dict[str, float] = Field(default_factory=dict)
    """What the method measured of its own certainty, each from 0 to 1."""
    confidence: Confidence | None = None
    """What the answer said of itself; None where there is none, or in older records."""
    attempts: int = 0
    """1 + repairs used."""
    usage: Usage = Usage()
    """Over all processes that worked on the cell; replayed replies count as the calls they were."""
    usage_by_stage: dict[str, Usage] = Field(default_factory=dict)
    seconds: float = 0.0
    """Wall-clock time of the cell in the process that finished it, waiting for a place at the
    endpoint included; `usage.seconds` is the time of the model alone."""
    sandbox: str = ""
    solver: str = ""
    error: str = ""
    """Type of the exception that ended the cell, such as 'BudgetError'."""
    candidates: tuple[float | None, ...] = ()
    """Objectives of all samples that the method drew itself, where it draws several."""
    folder: str = ""
    """Folder of the cell below the run's folder."""

    @property
    def repairs(self) -> int:
        return max(0, self.attempts - 1)


def result_of(cell: Cell, problem_digest: str, solution: Solution, folder: str) -> CellResult:
    """Return the record of a solution."""
    outcome, diagnosis = solution.outcome, solution.diagnosis
    verification = outcome.verification if outcome else None
    return CellResult(
        cell=cell,
        problem_digest=problem_digest,
        status=solution.status.value,
        objective=solution.objective,
        sense=solution.sense,
        size=solution.size,
        replied=solution.program is not None,
        built=solution.size is not None,
        feasible=bool(verification and verification.holds),
        proven=bool(outcome and outcome.termination in ("optimal", "infeasible", "unbounded")),
        termination=outcome.termination.value if outcome else "",
        diagnosis=diagnosis.kind if diagnosis else "",
        message=diagnosis.message if diagnosis else "",
        objections=tuple(c.name for c in solution.checks if c.verdict == "objects"),
        objecting=objections_in(solution.checks),
        signals=solution.signals,
        confidence=solution.confidence,
        attempts=solution.attempts,
        usage=solution.usage,
        usage_by_stage=solution.usage_by_stage,
        seconds=solution.seconds,
        sandbox=solution.sandbox,
        solver=f"{outcome.solver} {outcome.solver_version}" if outcome else "",
        folder=folder,
    )


def evidence_in(result: CellResult) -> Evidence | None:
    """Return what is known about a cell's answer without its label; None where it has none.

    In older records the checks stand without their severity. A note never makes an answer
    doubtful, so there all objections to a doubtful answer count as doubts, and all others as notes.
    """
    if result.status not in ANSWERS:
        return None
    usual: Literal["doubt", "note"] = "doubt" if result.status == "doubtful" else "note"
    guessed = tuple(Objection(name=name, severity=usual) for name in result.objections)
    return Evidence(
        status=result.status,
        objections=guessed if result.objecting is None else result.objecting,
        repairs=result.repairs,
        proven=result.proven,
        size=result.size,
        signals=within_bounds(result.signals),
    )
