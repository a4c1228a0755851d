"""The last stage: checks, status, what binds, the solution with its usage."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from orthought import __version__
from orthought.agent.attempt import Attempt
from orthought.agent.checker.showing import accept_by, checks_of, reading_of, signal_of
from orthought.agent.checks import Again
from orthought.agent.checks.everything import (
    checks_by_solving,
    checks_of_answer,
    checks_of_model,
    checks_of_outcome,
)
from orthought.agent.confidence.saying import confidence_of
from orthought.agent.context import Context, Reading, Workshop
from orthought.agent.ledger import ledger_of
from orthought.agent.probing import Accept, Probe, check_reasons, probe_reasons, readings_without
from orthought.agent.repairing import check_left_out
from orthought.agent.report import (
    binding_rows,
    decisions_of,
    explain,
    size_of,
    status_of,
)
from orthought.formulation import Formulation
from orthought.instance import Instance
from orthought.outcome import Outcome, SolutionStatus, SolverOptions
from orthought.problem import Problem
from orthought.solution import Check, OtherReading, Solution, Status

CHECK_SECONDS: Final = 3.0
"""Time for the checks that solve the instance again."""


async def make_solution(
    context: Context, attempt: Attempt, seconds: float, folder: Path
) -> Solution:
    """Check an attempt against the text and return the solution."""
    checks, probe = await asyncio.to_thread(
        _checks_and_probe,
        context.problem,
        context.reading,
        attempt,
        context.workshop.options,
        CHECK_SECONDS,
        accept_by(attempt.checked),
    )
    profile = context.profile
    unread = attempt.checked is not None and bool(attempt.checked.judgement.failure)
    status = status_of(attempt, checks, can_check=profile.can_check and not unread)
    solution = await _assemble(
        context.problem,
        context.workshop,
        attempt,
        checks,
        status=status,
        readings=_readings(attempt, probe),
        method=context.settings.method,
        llm=context.session.model.name,
        usage=context.session.usage(),
        usage_by_stage=context.session.usage_by_stage(),
        notes=(profile.note,) if profile.note else (),
        seconds=round(seconds, 3),
        run=str(folder),
    )
    settings = context.settings
    method = f"{settings.method}+{settings.ablation}".removesuffix("+none")
    confidence = confidence_of(solution, settings.llm, method)
    return solution.model_copy(update={"confidence": confidence})


async def make_resolved(
    problem: Problem, workshop: Workshop, attempt: Attempt, seconds: float, folder: Path
) -> Solution:
    """Return the solution of a model that was solved again on new data.

    The numbers are no longer the text's, so only the checks of the outcome apply: the answer is
    `solved` at most.
    """
    checks = checks_of_outcome(attempt.outcome)
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


def run_checks(
    problem: Problem,
    reading: Reading,
    attempt: Attempt,
    options: SolverOptions | None = None,
    seconds: float = CHECK_SECONDS,
    accept: Accept | None = None,
) -> tuple[Check, ...]:
    """Hold formulation, program, instance and answer against the text, without a model call.

    Args:
        problem: text and tables.
        reading: sentences and numbers of the text.
        attempt: what was built and solved.
        options: of the solver; where None, nothing is solved again and checks that need it lack.
        seconds: for all solves together.
        accept: judges the points that the probe for rows without a reason finds.
    """
    return _checks_and_probe(problem, reading, attempt, options, seconds, accept)[0]


def _checks_and_probe(
    problem: Problem,
    reading: Reading,
    attempt: Attempt,
    options: SolverOptions | None,
    seconds: float,
    accept: Accept | None,
) -> tuple[tuple[Check, ...], Probe]:
    checks = [*checks_of_model(problem, reading, attempt), *checks_of_answer(attempt, problem.text)]
    draft, instance, outcome = attempt.draft, attempt.instance, attempt.outcome
    probe = Probe()
    if options is not None and draft and instance is not None and outcome is not None:
        again = Again.within(options, seconds)
        checks += checks_by_solving(draft.formulation, instance, outcome, problem.text, again)
        probe = _probe(problem, reading, draft.formulation, instance, outcome, again, accept)
        checks.append(check_reasons(probe, reading))
    if attempt.left_out:
        checks.append(check_left_out(attempt.left_out))
    return (*checks, *checks_of(attempt.checked), *checks_of_outcome(outcome)), probe


def _probe(
    problem: Problem,
    reading: Reading,
    formulation: Formulation,
    instance: Instance,
    outcome: Outcome,
    again: Again,
    accept: Accept | None,
) -> Probe:
    """Take away what no sentence carries, and see whether the answer rests on it."""
    sentences, numbers = reading.sentences, reading.numbers
    ledger = ledger_of(formulation, sentences, numbers, problem.tables, instance)
    return probe_reasons(formulation, ledger, instance, outcome, reading, again, accept)


def _readings(attempt: Attempt, probe: Probe) -> tuple[OtherReading, ...]:
    """Return the answers to the text read otherwise: the second reader's, then the probe's."""
    if attempt.instance is None:
        return ()
    names = attempt.instance.variable_names
    second = reading_of(attempt.checked, names)
    return (*((second,) if second else ()), *readings_without(probe, names))


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
        signals={**attempt.signals, **signal_of(attempt.checked)},
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
    optimal = attempt.outcome.solution_status is SolutionStatus.OPTIMAL
    if not optimal or workshop.sensitivity_seconds <= 0:
        return ()
    return await asyncio.to_thread(
        solvers.sensitivities,
        attempt.instance,
        attempt.outcome,
        workshop.options,
        seconds=workshop.sensitivity_seconds,
    )
