"""What one unit more of a row's limit is worth."""

from __future__ import annotations

import math
import time
from dataclasses import replace

import numpy as np

from orthought.errors import SolverError
from orthought.instance import Floats, Instance, ProblemType
from orthought.outcome import Outcome, Sensitivity, SolutionStatus, SolverOptions, Verification
from orthought.solvers.cards import HIGHS, is_installed
from orthought.solvers.evaluate import row_activities
from orthought.solvers.job import RANGING, finite
from orthought.solvers.pool import shared_pool
from orthought.solvers.solving import job_of, solve

TINY = 1e-9


def sensitivities(
    instance: Instance,
    outcome: Outcome,
    options: SolverOptions | None = None,
    seconds: float = 10.0,
    limit: int = 20,
) -> tuple[Sensitivity, ...]:
    """Return what the binding rows' limits are worth, at most `limit` rows.

    Linear programs: shadow prices with the range of the limit in which they hold, the weightiest
    first. All others: the change of the objective when the limit is one unit more (and one less),
    found by solving again as long as `seconds` last; infinite where no solution is left.
    """
    options = options or outcome.options
    if outcome.solution_status is not SolutionStatus.OPTIMAL or outcome.values is None:
        return ()
    if outcome.problem_type is ProblemType.LP and is_installed(HIGHS):
        return _shadow_prices(instance, options, seconds, limit)
    return _solved_again(instance, outcome, options, seconds, limit)


def _shadow_prices(
    instance: Instance, options: SolverOptions, seconds: float, limit: int
) -> tuple[Sensitivity, ...]:
    limited = options.model_copy(update={"time_limit": seconds})
    try:
        answer = shared_pool().run(instance, job_of(limited, HIGHS, (RANGING,)))
    except SolverError:
        return ()
    if answer.duals is None:
        return ()
    missing = np.full(instance.row_count, np.nan)
    lower = answer.extras.get("range_lower", missing)
    upper = answer.extras.get("range_upper", missing)
    order = np.argsort(-np.abs(answer.duals) * _weights(instance), kind="stable")
    return tuple(
        Sensitivity(
            row=instance.row_names[row],
            value=float(answer.duals[row]),
            kind="shadow_price",
            lower=finite(float(lower[row])),
            upper=finite(float(upper[row])),
            degenerate=answer.degenerate,
        )
        for row in order[:limit].tolist()
        if abs(answer.duals[row]) > TINY
    )


def _weights(instance: Instance) -> Floats:
    sides = np.where(np.isfinite(instance.row_lower), np.abs(instance.row_lower), 1.0)
    others = np.where(np.isfinite(instance.row_upper), np.abs(instance.row_upper), 1.0)
    weights: Floats = np.maximum(1.0, np.maximum(sides, others))
    return weights


def _solved_again(
    instance: Instance, outcome: Outcome, options: SolverOptions, seconds: float, limit: int
) -> tuple[Sensitivity, ...]:
    end = time.monotonic() + seconds
    found: list[Sensitivity] = []
    for row in binding_rows(instance, np.asarray(outcome.values))[:limit]:
        more = _change(instance, outcome, options, row, 1.0, end)
        if more is None:
            if time.monotonic() >= end:
                break
            continue
        less = _change(instance, outcome, options, row, -1.0, end)
        found.append(
            Sensitivity(row=instance.row_names[row], value=more, kind="resolve", resolve_less=less)
        )
    return tuple(found)


def binding_rows(instance: Instance, values: Floats) -> list[int]:
    """Return the rows that hold with equality, inequalities first."""
    activity = row_activities(instance, values)
    tolerance = Verification.model_fields["row_tolerance"].default
    scale = np.maximum(1.0, np.abs(activity)) * tolerance
    with np.errstate(invalid="ignore"):
        distance = np.minimum(
            np.abs(activity - instance.row_lower), np.abs(activity - instance.row_upper)
        )
    binding = np.flatnonzero(distance <= scale)
    equation = (instance.row_lower == instance.row_upper)[binding]
    return [*binding[~equation].tolist(), *binding[equation].tolist()]


def _change(
    instance: Instance,
    outcome: Outcome,
    options: SolverOptions,
    row: int,
    step: float,
    end: float,
) -> float | None:
    """Return the change of the objective with one limit moved; None where it is not known."""
    left = end - time.monotonic()
    if left <= 0 or outcome.objective is None:
        return None
    limited = options.model_copy(update={"time_limit": min(left, options.time_limit)})
    try:
        again = solve(_moved(instance, np.asarray(outcome.values), row, step), limited)
    except SolverError:
        return None
    if again.termination == "infeasible":
        return math.inf if instance.sense == "minimize" else -math.inf
    if again.solution_status is not SolutionStatus.OPTIMAL or again.objective is None:
        return None
    change = again.objective - outcome.objective
    noise = max(TINY, options.relative_gap) * max(1.0, abs(outcome.objective))
    return 0.0 if abs(change) <= noise else change


def _moved(instance: Instance, values: Floats, row: int, step: float) -> Instance:
    """Return the instance with the binding side (both of an equation) of a row moved."""
    activity = float(row_activities(instance, values)[row])
    low, high = instance.row_lower.copy(), instance.row_upper.copy()
    if low[row] == high[row]:
        low[row] += step
        high[row] += step
    elif abs(activity - low[row]) <= abs(activity - high[row]):
        low[row] += step
    else:
        high[row] += step
    return replace(instance, row_lower=low, row_upper=high)
