"""The last stage: checks, status, what binds, the solution with its usage."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from orthought import __version__
from orthought.agent import checks as audit
from orthought.agent.attempt import Attempt
from orthought.agent.context import Context, Reading, Workshop
from orthought.agent.report import (
    binding_rows,
    check_data_used,
    check_optimality,
    decisions_of,
    explain,
    size_of,
    status_of,
)
from orthought.formulation import Formulation
from orthought.outcome import SolutionStatus
from orthought.problem import Problem
from orthought.solution import Check, Solution, Status

SENSITIVITY_SECONDS = 5.0


async def make_solution(
    context: Context, attempt: Attempt, seconds: float, folder: Path
) -> Solution:
    """Check an attempt against the text and return the solution."""
    checks = run_checks(context.problem, context.reading, attempt)
    profile = context.profile
    status = status_of(attempt, checks, can_check=profile.can_check)
    return await _assemble(
        context.problem,
        context.workshop,
        attempt,
        checks,
        status=status,
        method=context.settings.method,
        llm=context.session.model.name,
        usage=context.session.usage(),
        usage_by_stage=context.session.usage_by_stage(),
        notes=(profile.note,) if profile.note else (),
        seconds=round(seconds, 3),
        run=str(folder),
    )


async def make_resolved(
    problem: Problem, workshop: Workshop, attempt: Attempt, seconds: float, folder: Path
) -> Solution:
    """Return the solution of a model that was solved again on new data.

    The numbers are no longer the text's, so only the checks of the outcome apply: the answer is
    `solved` at most.
    """
    checks = _outcome_checks(attempt)
    return await _assemble(
        problem,
        workshop,
        attempt,
        checks,
        status=status_of(attempt, checks, can_check=False),
        method="resolve",
        llm="none",
        seconds=round(seconds, 3),
        run=str(folder),
    )


def run_checks(problem: Problem, reading: Reading, attempt: Attempt) -> tuple[Check, ...]:
    """Hold formulation, program and instance against the text, without a model call."""
    if attempt.draft is None or attempt.instance is None:
        return ()
    formulation, instance = attempt.draft.formulation, attempt.instance
    return (
        check_data_used(attempt.draft, problem),
        audit.check_number_coverage(reading.numbers, formulation, problem.tables),
        audit.check_number_grounding(reading.numbers, formulation, problem.tables),
        audit.check_literals(attempt.draft.program),
        audit.check_declared_built(formulation, instance),
        audit.check_unused_variables(instance),
        audit.check_rows(instance),
        audit.check_integrality(formulation, problem.text),
        audit.check_coefficients(instance),
        audit.check_missing(formulation),
        audit.check_sentences(formulation, reading.sentences),
        *_bounds_check(formulation, attempt),
        *_outcome_checks(attempt),
    )


def _bounds_check(formulation: Formulation, attempt: Attempt) -> tuple[Check, ...]:
    if attempt.instance is None or attempt.outcome is None:
        return ()
    return (audit.check_bounds_at_limit(formulation, attempt.instance, attempt.outcome),)


def _outcome_checks(attempt: Attempt) -> tuple[Check, ...]:
    if attempt.outcome is None or attempt.outcome.solution_status is SolutionStatus.NONE:
        return ()
    return (check_optimality(attempt.outcome),)


async def _assemble(
    problem: Problem,
    workshop: Workshop,
    attempt: Attempt,
    checks: Iterable[Check],
    *,
    status: Status,
    notes: tuple[str, ...] = (),
    **rest: Any,
) -> Solution:
    workshop.stage("check", f"the answer is {status}", attempt.number)
    draft, instance, outcome = attempt.draft, attempt.instance, attempt.outcome
    formulation = draft.formulation if draft else Formulation()
    objective = formulation.objective
    deviations = (*attempt.notes, *(outcome.deviations if outcome else ()))
    found: dict[str, Any] = {}
    if instance is not None and outcome is not None and outcome.values is not None:
        found = {
            "decisions": decisions_of(instance, outcome, formulation),
            "binding": binding_rows(instance, outcome),
            "sensitivities": await _sensitivities(workshop, attempt),
        }
    return Solution(
        status=status,
        objective=outcome.objective if outcome else None,
        objective_unit=objective.unit if objective else "",
        sense=instance.sense if instance else None,
        text=problem.text,
        formulation=draft.formulation if draft else None,
        program=draft.program if draft else None,
        size=size_of(instance) if instance else None,
        outcome=outcome,
        checks=tuple(checks),
        findings=problem.findings,
        diagnosis=attempt.diagnosis,
        explanation=explain(attempt, formulation),
        assumptions=formulation.assumptions,
        deviations=(*notes, *deviations),
        sandbox=attempt.sandbox,
        attempts=attempt.number,
        orthought_version=__version__,
        **found,
        **rest,
    )


async def _sensitivities(workshop: Workshop, attempt: Attempt) -> Any:
    from orthought import solvers

    assert attempt.instance is not None
    assert attempt.outcome is not None
    if attempt.outcome.solution_status is not SolutionStatus.OPTIMAL:
        return ()
    return await asyncio.to_thread(
        solvers.sensitivities,
        attempt.instance,
        attempt.outcome,
        workshop.options,
        seconds=SENSITIVITY_SECONDS,
    )
