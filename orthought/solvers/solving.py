"""Solve an instance: route, ask a worker, settle what is open, verify the point ourselves."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from orthought.errors import SolverCrashedError, SolverError
from orthought.instance import CONTINUOUS, ExpressionGraph, Floats, Instance
from orthought.outcome import Outcome, SolutionStatus, SolverOptions, Termination, Verification
from orthought.solvers.cards import SolverCard, version_of
from orthought.solvers.evaluate import objective_value
from orthought.solvers.job import INFINITE, Answer, Job, finite
from orthought.solvers.pool import shared_pool
from orthought.solvers.routing import choose
from orthought.solvers.verification import agrees, verify

_DOUBTFUL = ("error", "unknown")
SETTLE_SECONDS = 20.0
"""At most so long is spent on telling infeasible from unbounded."""
MAX_SECONDS = 1e7
"""Four months: an infinite limit goes into no frame and no timer."""
MAX_GAP = 1e9
RUNAWAY = 0.1 * INFINITE
"""Solvers stop a free variable short of their infinity."""


def solve(instance: Instance, options: SolverOptions | None = None) -> Outcome:
    """Solve an instance in a worker process and re-check the point outside the solver.

    Blocking and safe to call from several threads. The objective and the bound are in the
    instance's own sense. `verification` is attached wherever there is a point.

    Args:
        instance: what to solve.
        options: solver, limits and gap; the defaults of SolverOptions where None.

    Raises:
        SettingsError: the solver's name is unknown.
        SolverUnavailableError: no installed solver takes the instance.
        SolverCrashedError: the worker process died, and so did that of every other solver.
    """
    options = options or SolverOptions()
    began = time.monotonic()
    card, answer = run_route(instance, options)
    if answer.termination in ("infeasible_or_unbounded", "unbounded"):
        answer = settle(instance, options, card, answer)
    if is_whole_by_tolerance_only(instance, answer):
        card, answer = tighten(instance, options, card, answer)
    return make_outcome(instance, options, card, answer, time.monotonic() - began)


def run_route(
    instance: Instance, options: SolverOptions, wishes: tuple[str, ...] = ()
) -> tuple[SolverCard, Answer]:
    """Ask the solvers of the instance's route in turn until one has an answer."""
    route = choose(instance, options)
    notes = list(route.deviations)
    for position, card in enumerate(route.cards):
        following = route.cards[position + 1] if position + 1 < len(route.cards) else None
        try:
            answer = shared_pool().run(instance, job_of(options, card, wishes))
        except SolverCrashedError as error:
            if following is None:
                raise
            notes.append(f"{error.message}; {following.name} was asked instead")
            continue
        if following is None or not (answer.refused or answer.termination in _DOUBTFUL):
            break
        notes.append(f"{card.name}: {answer.message}; {following.name} was asked instead")
    return card, replace(answer, deviations=(*notes, *answer.deviations))


def job_of(options: SolverOptions, card: SolverCard, wishes: tuple[str, ...] = ()) -> Job:
    """Return the job of a solver under the user's options."""
    return Job(
        solver=card.name,
        time_limit=min(options.time_limit, MAX_SECONDS),
        memory_limit_mb=options.memory_limit_mb,
        threads=options.threads,
        seed=options.seed % 2**31,
        relative_gap=min(options.relative_gap, MAX_GAP),
        wishes=wishes,
    )


def without_objective(instance: Instance) -> Instance:
    """Return the instance with an objective of zero."""
    keep = instance.quadratic_rows >= 0
    nonlinear = instance.nonlinear_rows >= 0
    return replace(
        instance,
        objective=np.zeros(instance.variable_count),
        objective_constant=0.0,
        quadratic_rows=instance.quadratic_rows[keep],
        quadratic_first=instance.quadratic_first[keep],
        quadratic_second=instance.quadratic_second[keep],
        quadratic_values=instance.quadratic_values[keep],
        nonlinear_rows=instance.nonlinear_rows[nonlinear],
        nonlinear_roots=instance.nonlinear_roots[nonlinear],
        graph=instance.graph if nonlinear.any() else ExpressionGraph.empty(),
    )


def settle(instance: Instance, options: SolverOptions, card: SolverCard, answer: Answer) -> Answer:
    """Tell infeasible from unbounded by a second solve without objective.

    Also where the solver says unbounded: to some that is a direction, with or without a point.
    """
    seconds = min(SETTLE_SECONDS, options.time_limit)
    limited = options.model_copy(update={"time_limit": seconds, "solver": "auto"})
    try:
        _, second = run_route(without_objective(instance), limited)
    except SolverError:
        return answer
    if second.status != "none":
        return replace(answer, termination="unbounded", message="feasible, but without a bound")
    if second.termination == "infeasible":
        return replace(answer, termination="infeasible", message=second.message)
    return answer


def is_whole_by_tolerance_only(instance: Instance, answer: Answer) -> bool:
    """Whether the point holds, but no longer does with its integer variables rounded.

    With large coefficients (big-M) a binary of 1e-6 can open what it should close.
    """
    if answer.values is None:
        return False
    snapped = _snap(instance, answer.values)
    if snapped is None:
        return False
    plain = verify(instance, answer.values, answer.objective)
    return plain.holds and not verify(instance, snapped, answer.objective).holds


def tighten(
    instance: Instance, options: SolverOptions, card: SolverCard, answer: Answer
) -> tuple[SolverCard, Answer]:
    """Solve again with tolerances of 1e-9, and say so; keep the first answer where that fails."""
    note = "with its integer variables rounded the first point did not hold"
    try:
        second = shared_pool().run(instance, replace(job_of(options, card), tight=True))
    except SolverCrashedError:
        second = replace(answer, values=None)
    if second.values is None or is_whole_by_tolerance_only(instance, second):
        doubt = f"{note}, and solving with tighter tolerances did not mend that"
        return card, replace(answer, status="feasible", deviations=(*answer.deviations, doubt))
    note += f", so {card.name} solved it again with tighter tolerances"
    return card, replace(second, deviations=(*answer.deviations, note, *second.deviations))


def make_outcome(
    instance: Instance, options: SolverOptions, card: SolverCard, answer: Answer, seconds: float
) -> Outcome:
    """Verify the answer's point and put everything together."""
    answer = _mark_runaway(answer)
    answer, verification = _verified(instance, answer)
    values = None if answer.values is None else tuple(answer.values.tolist())
    return Outcome(
        termination=Termination(answer.termination),
        solution_status=SolutionStatus(answer.status),
        problem_type=instance.problem_type,
        objective=answer.objective,
        bound=answer.bound,
        gap=relative_gap(answer.objective, answer.bound),
        values=values,
        duals=_tuple(answer.duals),
        reduced_costs=_tuple(answer.reduced_costs),
        verification=verification,
        solver=card.name,
        solver_version=answer.version or version_of(card),
        options=options,
        seconds=seconds,
        deviations=answer.deviations,
        message=answer.message,
    )


def relative_gap(objective: float | None, bound: float | None) -> float | None:
    """Return |objective - bound| / max(|objective|, 1e-9), None where either is not known."""
    if objective is None or bound is None:
        return None
    return abs(objective - bound) / max(abs(objective), 1e-9) if objective != bound else 0.0


def _tuple(array: Floats | None) -> tuple[float, ...] | None:
    return None if array is None else tuple(array.tolist())


def _mark_runaway(answer: Answer) -> Answer:
    """An objective of the size of a solver's infinity is no optimum: it ran away."""
    if answer.status == "none" or answer.values is None:
        return replace(answer, status="none", objective=None, values=None)
    largest = max(abs(answer.objective or 0.0), float(np.abs(answer.values).max(initial=0.0)))
    if finite(answer.objective) is not None and largest < RUNAWAY:
        return answer
    return Answer(
        "unbounded",
        version=answer.version,
        message="the objective grew to the solver's infinity",
        deviations=answer.deviations,
    )


def _verified(instance: Instance, answer: Answer) -> tuple[Answer, Verification | None]:
    if answer.values is None:
        return answer, None
    # Minus zero is zero.
    answer = replace(answer, values=answer.values + 0.0)
    if instance.nonlinear_rows.size or instance.quadratic_rows.size:
        answer = _exact_objective(instance, answer)
    assert answer.values is not None
    plain = verify(instance, answer.values, answer.objective)
    snapped = _snap(instance, answer.values)
    if snapped is None:
        return answer, plain
    check = verify(instance, snapped, answer.objective)
    if not check.holds:
        return answer, plain
    # Whole numbers hold too, and then the objective is the one of the whole numbers.
    exact = verify(instance, snapped, check.objective)
    return replace(answer, values=snapped, objective=check.objective), exact


def _exact_objective(instance: Instance, answer: Answer) -> Answer:
    """Take the point's own objective where the solver's agrees: theirs is a row's slack off."""
    assert answer.values is not None
    mine = objective_value(instance, answer.values)
    return replace(answer, objective=mine) if agrees(mine, answer.objective) else answer


def _snap(instance: Instance, values: Floats) -> Floats | None:
    """Return the point with whole numbers where within tolerance; None where it is so."""
    whole = np.round(values)
    tolerance = Verification.model_fields["integrality_tolerance"].default
    near = (instance.kinds != CONTINUOUS) & (np.abs(values - whole) <= tolerance)
    snapped = np.where(near, whole, values)
    return None if (snapped == values).all() else snapped
