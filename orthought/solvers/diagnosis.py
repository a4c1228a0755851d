"""Say why there is no answer: the conditions in conflict, or the direction without end."""

from __future__ import annotations

from orthought.instance import Instance
from orthought.outcome import Outcome, SolverOptions, Termination
from orthought.solvers.conflict import find_conflict
from orthought.solvers.ray import find_ray


def diagnose(
    instance: Instance,
    outcome: Outcome,
    options: SolverOptions | None = None,
    *,
    seconds: float = 20.0,
) -> Outcome:
    """Return the outcome with a conflict (infeasible) or a ray (unbounded), where one is found.

    Args:
        instance: what was solved.
        outcome: what `solve` said of it; other terminations come back unchanged.
        options: memory limit, threads and seed of the extra solves.
        seconds: wall clock for all of it, roughly.
    """
    options = options or outcome.options
    if outcome.termination is Termination.INFEASIBLE:
        conflict = find_conflict(instance, options, seconds)
        return _with(outcome, "conflict", conflict, "no small proven conflict was found")
    if outcome.termination is Termination.UNBOUNDED:
        return _with(
            outcome, "ray", find_ray(instance, options, seconds), "no linear ray was found"
        )
    return outcome


def _with(outcome: Outcome, name: str, found: object, otherwise: str) -> Outcome:
    if found is None:
        return outcome.model_copy(update={"deviations": (*outcome.deviations, otherwise)})
    return outcome.model_copy(update={name: found})
