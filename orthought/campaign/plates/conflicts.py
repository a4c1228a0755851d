"""Which rules of a plate cannot hold together, and how many wells they would leave."""

from __future__ import annotations

import time
from collections.abc import Sequence

from orthought.campaign.plates.conditions import Condition, control_points
from orthought.campaign.plates.model import build_filling, build_plate
from orthought.campaign.space import Point
from orthought.errors import InputError
from orthought.outcome import SolverOptions, Termination
from orthought.solvers import solve


def explain_infeasible(
    pool: Sequence[Point], kept: Sequence[Condition], wells: int, seconds: float
) -> InputError:
    """Return the error that names rules which cannot hold together, none of them in vain.

    Args:
        pool: the candidates.
        kept: the rules, known to leave no plate.
        wells: wells of the plate.
        seconds: wall clock for all of it, roughly.
    """
    end = time.monotonic() + seconds
    clashing, sure = _shrink(pool, kept, wells, end)
    named = "; ".join(condition.words() for condition in clashing)
    size = f"{wells} wells, out of {len(pool)} candidates"
    small = "" if sure else " (the time did not suffice to leave out more of them)"
    if len(clashing) == 1:
        message = f"a plate rule cannot be kept with {size}: {named}"
    else:
        message = f"these plate rules cannot be kept together with {size}: {named}{small}"
    most = _most_wells(pool, kept, wells, end)
    smaller = f", or take at most {most} wells" if most else ""
    return InputError(message, fix=f"loosen or remove one of them{smaller}")


def _shrink(
    pool: Sequence[Point], kept: Sequence[Condition], wells: int, end: float
) -> tuple[list[Condition], bool]:
    """Leave out each rule in turn, for good where the others still clash."""
    clashing, sure = list(kept), True
    for condition in kept:
        fewer = [other for other in clashing if other is not condition]
        verdict = _is_infeasible(pool, fewer, wells, end)
        if verdict:
            clashing = fewer
        sure &= verdict is not None
    return clashing, sure


def _is_infeasible(
    pool: Sequence[Point], kept: Sequence[Condition], wells: int, end: float
) -> bool | None:
    """Return None where the time did not suffice."""
    left = end - time.monotonic()
    if left <= 0:
        return None
    if not 0 <= wells - len(control_points(kept)) <= len(pool):
        return True
    options = SolverOptions(solver="highs", time_limit=left)
    outcome = solve(build_plate(pool, [0.0] * len(pool), kept, wells, 0.0), options)
    if outcome.values is not None:
        return False
    return True if outcome.termination is Termination.INFEASIBLE else None


def _most_wells(
    pool: Sequence[Point], kept: Sequence[Condition], wells: int, end: float
) -> int | None:
    """Return the most wells that the rules allow, controls included; None where it is not known."""
    left = end - time.monotonic()
    held = len(control_points(kept))
    if left <= 0 or held > wells:
        return None
    options = SolverOptions(solver="highs", time_limit=left)
    outcome = solve(build_filling(pool, kept, wells), options)
    if outcome.objective is None:
        return None
    return round(outcome.objective) + held
