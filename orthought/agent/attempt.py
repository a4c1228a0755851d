"""One attempt: a draft is built in the sandbox, solved, re-checked and, if it failed, diagnosed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from orthought.agent.context import Workshop
from orthought.agent.wording import counted
from orthought.errors import SolverError
from orthought.formulation import Constraint, Formulation
from orthought.instance import Instance
from orthought.outcome import Outcome, SolutionStatus, Termination
from orthought.problem import Data
from orthought.solution import Diagnosis

if TYPE_CHECKING:
    from orthought.agent.checker.stage import Checked
    from orthought.solvers.hardest import HardPart


@dataclass(frozen=True)
class Draft:
    """What a model wrote: a formulation and the program that should be it."""

    formulation: Formulation
    program: str

    @classmethod
    def empty(cls) -> Draft:
        """Stand in where no reply could be read."""
        return cls(Formulation(), "")


@dataclass(frozen=True)
class Attempt:
    """What became of a draft. `diagnosis` is None where a verified point came back."""

    draft: Draft | None
    number: int
    diagnosis: Diagnosis | None = None
    instance: Instance | None = None
    outcome: Outcome | None = None
    sandbox: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[Constraint, ...] = ()
    """Rows that contradicted others and that a repair left out, although sentences ask for them."""
    checked: Checked | None = None
    """What a second reader made of the answer, where one was asked."""
    signals: Mapping[str, float] = field(default_factory=dict)
    """What the method measured of its own certainty, each from 0 to 1, such as `agreement`."""

    @property
    def proven_status(self) -> str | None:
        """'infeasible' or 'unbounded' where the solver proved it of the instance."""
        kind = self.diagnosis.kind if self.diagnosis else ""
        return kind if kind in ("infeasible", "unbounded") else None

    @property
    def may_improve(self) -> bool:
        """Whether another draft could help.

        Time and memory are the user's to give: another draft of the same model would not.
        """
        return self.diagnosis is not None and self.diagnosis.kind not in _GIVEN


async def try_draft(workshop: Workshop, draft: Draft, tables: Data, number: int) -> Attempt:
    """Build, solve and verify one draft; whatever goes wrong is the attempt's diagnosis."""
    workshop.stage("build", "building the instance in the sandbox", number)
    data = {**tables, **draft.formulation.data()}
    result = await asyncio.to_thread(workshop.sandbox.build, draft.program, data, workshop.limits)
    attempt = Attempt(draft, number, sandbox=str(result.tier))
    if result.instance is None:
        failure = result.failure
        assert failure is not None
        details = tuple(
            filter(None, [f"line {failure.line}" if failure.line else "", failure.traceback])
        )
        diagnosis = Diagnosis(kind=_KINDS[failure.kind], message=failure.message, details=details)
        _record(workshop, "build", diagnosis, number)
        return replace(attempt, diagnosis=diagnosis)
    return await _solve(workshop, replace(attempt, instance=result.instance))


async def _solve(workshop: Workshop, attempt: Attempt) -> Attempt:
    from orthought import solvers

    instance = attempt.instance
    assert instance is not None
    workshop.stage(
        "solve",
        f"solving: {instance.problem_type} with {counted(instance.variable_count, 'variable')} "
        f"and {counted(instance.row_count, 'row')}",
        attempt.number,
    )
    try:
        outcome = await asyncio.to_thread(solvers.solve, instance, workshop.options)
        if outcome.termination in _EXPLAINED:
            outcome = await asyncio.to_thread(solvers.diagnose, instance, outcome, workshop.options)
    except SolverError as error:
        diagnosis = Diagnosis(
            kind="solver", message=error.message, details=(error.fix,) if error.fix else ()
        )
        _record(workshop, "solve", diagnosis, attempt.number)
        return replace(attempt, diagnosis=diagnosis)
    assert attempt.draft is not None
    diagnosis_or_none = diagnose_outcome(outcome, attempt.draft.formulation)
    if diagnosis_or_none is not None and diagnosis_or_none.kind == "timeout":
        seconds = min(20.0, 5 * workshop.options.time_limit)
        hard = await asyncio.to_thread(solvers.find_hard_parts, instance, workshop.options, seconds)
        lines = _hard_lines(hard, attempt.draft.formulation)
        details = (*diagnosis_or_none.details, *lines)
        diagnosis_or_none = diagnosis_or_none.model_copy(update={"details": details})
    _record(workshop, "solve", diagnosis_or_none, attempt.number, outcome)
    return replace(attempt, outcome=outcome, diagnosis=diagnosis_or_none)


def diagnose_outcome(outcome: Outcome, formulation: Formulation) -> Diagnosis | None:
    """Say why an outcome is no answer, or return None where it is one."""
    if outcome.termination is Termination.INFEASIBLE:
        return Diagnosis(
            kind="infeasible",
            message="No values of the variables satisfy all rows.",
            details=_conflict_lines(outcome, formulation),
        )
    if outcome.termination is Termination.UNBOUNDED:
        return Diagnosis(
            kind="unbounded",
            message="The objective improves without limit.",
            details=_ray_lines(outcome),
        )
    if outcome.solution_status is SolutionStatus.NONE:
        return _without_point(outcome)
    if outcome.verification is None:
        return Diagnosis(
            kind="verification", message="The solver's point could not be checked outside it."
        )
    if not outcome.verification.holds:
        return Diagnosis(
            kind="verification",
            message="The solver's point does not satisfy the instance on our own re-check.",
            details=outcome.verification.worst,
        )
    return None


def _without_point(outcome: Outcome) -> Diagnosis:
    if outcome.termination is Termination.TIME_LIMIT:
        seconds = outcome.options.time_limit
        return Diagnosis(
            kind="timeout",
            message=f"No feasible point was found within {seconds:g} s.",
            details=("Give more time with --time-limit, or a tighter model.",),
        )
    kind = "memory" if outcome.termination is Termination.MEMORY_LIMIT else "solver"
    return Diagnosis(
        kind=kind,
        message=f"{outcome.solver} ended with '{outcome.termination}' and no point.",
        details=(outcome.message,) if outcome.message else (),
    )


def _conflict_lines(outcome: Outcome, formulation: Formulation) -> tuple[str, ...]:
    conflict = outcome.conflict
    if conflict is None or not (conflict.rows or conflict.bounds or conflict.integrality):
        return ()
    label = "contradict each other"
    if not conflict.minimal:
        label += " (perhaps not all of them are needed)"
    lines = [f"These {label}:"]
    lines += [f"row {name}{_reason(name, formulation)}" for name in conflict.rows[:30]]
    lines += [f"bound {bound}" for bound in conflict.bounds[:30]]
    lines += [f"integrality of {name}" for name in conflict.integrality[:30]]
    return tuple(lines)


def _reason(row: str, formulation: Formulation) -> str:
    """Return what a row means and which sentences ask for it, as far as the formulation says."""
    family = row.partition("[")[0]
    for constraint in formulation.constraints:
        if constraint.name == family:
            cited = ", ".join(map(str, constraint.sentences)) or "none"
            return f": {constraint.meaning} (sentences {cited})"
    return ""


def _hard_lines(parts: Sequence[HardPart], formulation: Formulation) -> Iterator[str]:
    """Say without which rows or whole numbers a point would soon have been found."""
    for part in [part for part in parts if part.feasible][:3]:
        if part.what == "rows":
            what = f"row {part.family}{_reason(part.family, formulation)}"
        else:
            what = f"whole numbers for {part.family}"
        yield f"Without this a point is found within {max(part.seconds, 0.1):.1f} s: {what}"


def _ray_lines(outcome: Outcome) -> tuple[str, ...]:
    if outcome.ray is None:
        return ()
    of = "the relaxation without integrality" if outcome.ray.of_relaxation else "the model"
    moves = sorted(outcome.ray.variables.items(), key=lambda entry: -abs(entry[1]))[:20]
    return (f"In {of} these move together without limit:", *(f"{n}: {v:+g}" for n, v in moves))


def _record(
    workshop: Workshop,
    what: str,
    diagnosis: Diagnosis | None,
    number: int,
    outcome: Outcome | None = None,
) -> None:
    event: dict[str, object] = {"type": "attempt", "step": what, "attempt": number}
    event["diagnosis"] = diagnosis.model_dump(mode="json") if diagnosis else None
    if outcome is not None:
        event["termination"] = outcome.termination
        event["solution_status"] = outcome.solution_status
        event["objective"] = outcome.objective
        event["seconds"] = outcome.seconds
    workshop.emit(event)


_GIVEN = ("timeout", "memory", "solver")
_EXPLAINED = (Termination.INFEASIBLE, Termination.UNBOUNDED)
_KINDS = {
    "syntax": "syntax",
    "program": "program",
    "refused": "refused",
    "timeout": "timeout",
    "memory": "memory",
    "crash": "program",
    "frame": "program",
}
