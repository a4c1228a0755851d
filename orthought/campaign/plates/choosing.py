"""Choose the points of a plate: the best plate that the rules allow, proven by HiGHS."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from orthought.base import Model
from orthought.campaign.plates.conditions import (
    Condition,
    CostLimit,
    Coverage,
    conditions,
    control_points,
    cost,
    is_at_its_limit,
    keeps,
    spread_of,
    worth,
)
from orthought.campaign.plates.conflicts import explain_infeasible
from orthought.campaign.plates.model import build_plate
from orthought.campaign.plates.rules import PlateRules, require_names
from orthought.campaign.plates.shortlist import SHORTLIST, shortlist
from orthought.campaign.space import Point
from orthought.errors import InputError, SolverError
from orthought.outcome import Outcome, SolverOptions, Termination
from orthought.solvers import solve

TIME_LIMIT: Final = 10.0
GAP: Final = 1e-6


class Plate(Model):
    """The chosen points of one plate, and how good the choice is known to be."""

    points: tuple[Point, ...]
    """The chosen candidates, the best score first; the controls come on top."""
    chosen: tuple[int, ...]
    """Their places among the candidates."""
    controls: tuple[Point, ...] = ()
    """One point for each control well."""
    objective: float
    """Sum of the scores, and what the covered values are worth."""
    bound: float
    """No plate that the rules allow has a larger objective, out of the shortlist."""
    gap: float
    """(bound - objective) / objective, scores counted from the worst of the shortlist."""
    score_sum: float
    covered: int
    """Different values on the plate (or tenths of a range), summed over the parameters."""
    cost: float | None = None
    """By the prices; None where there are none."""
    binding: tuple[str, ...] = ()
    """Rules without room left, in words."""
    candidates: int
    shortlisted: int
    """How many of the candidates the solver saw."""
    seconds: float
    """Of the solver."""
    proven: bool
    """Whether the solver proved the choice best within its tolerance of 1e-6."""
    deviations: tuple[str, ...] = ()

    @property
    def wells(self) -> tuple[Point, ...]:
        """All wells: the controls, then the chosen points."""
        return (*self.controls, *self.points)


def choose_batch(
    candidates: Sequence[Point],
    scores: Sequence[float],
    rules: PlateRules,
    wells: int,
    *,
    time_limit: float = TIME_LIMIT,
) -> Plate:
    """Choose the points of a plate.

    Maximises the sum of scores plus `rules.diversity` times the range of the scores for each value
    of a parameter that stands on the plate (for numbers with more than 12 values: each tenth of
    their range), under the rules. Every candidate is chosen at most once, and none that is a
    control. At most `SHORTLIST` candidates go to the solver: the best, and for each value some
    that hold it. Where those few allow no plate, all of them go.

    Args:
        candidates: points with the same parameters.
        scores: one a candidate, larger is better.
        rules: what the plate must be like; controls take wells.
        wells: wells of the plate, controls included.
        time_limit: seconds for the solver.

    Raises:
        InputError: scores and candidates do not pair up, there are too few candidates, a rule
            names what no candidate has, or rules cannot be kept together (they are named).
        SolverError: no plate was found within the time limit, or the plate breaks a rule.
    """
    _require_fit(candidates, scores, rules, wells)
    usable = _usable(candidates, rules, wells)
    kept = conditions(rules)
    few = shortlist(candidates, scores, usable, rules, wells)
    outcome = _solve(candidates, scores, few, rules, wells, time_limit)
    if outcome.termination is Termination.INFEASIBLE and len(few) < len(usable):
        few = usable
        outcome = _solve(candidates, scores, few, rules, wells, time_limit)
    if outcome.termination is Termination.INFEASIBLE:
        raise explain_infeasible([candidates[k] for k in few], kept, wells, 2 * time_limit)
    if outcome.values is None:
        raise SolverError(
            f"no plate was found within {time_limit:g} s ({outcome.message})",
            fix="raise the time limit, or loosen a rule",
        )
    chosen = [k for k, value in zip(few, outcome.values, strict=False) if value > 0.5]
    return _plate(candidates, scores, rules, few, chosen, outcome)


def _require_fit(
    candidates: Sequence[Point], scores: Sequence[float], rules: PlateRules, wells: int
) -> None:
    if len(candidates) != len(scores):
        raise InputError(f"{len(scores)} scores do not pair up with {len(candidates)} candidates")
    if not all(math.isfinite(score) for score in scores):
        raise InputError("a score is not a finite number", fix="score every candidate")
    if wells < 1 or wells < rules.control_wells:
        raise InputError(
            f"a plate of {wells} wells cannot hold {rules.control_wells} control wells",
            fix="take a larger plate or fewer controls",
        )
    if candidates:
        names = list(candidates[0])
        if any(set(point) != set(names) for point in candidates):
            raise InputError("the candidates do not have the same parameters")
        require_names(rules, names)


def _usable(candidates: Sequence[Point], rules: PlateRules, wells: int) -> list[int]:
    """Return the places of the candidates that are no control and stand there first."""
    controls = [control.point for control in rules.controls]
    seen: set[frozenset[tuple[str, object]]] = set()
    usable = []
    for place, point in enumerate(candidates):
        key = frozenset(point.items())
        if key not in seen and point not in controls:
            usable.append(place)
        seen.add(key)
    free = wells - rules.control_wells
    if len(usable) < free or not usable:
        raise InputError(
            f"{free} wells are to be filled, but there are {len(usable)} different candidates",
            fix="take a smaller plate or give more candidates",
        )
    return usable


def _solve(
    candidates: Sequence[Point],
    scores: Sequence[float],
    few: Sequence[int],
    rules: PlateRules,
    wells: int,
    time_limit: float,
) -> Outcome:
    pool, gains = [candidates[k] for k in few], [scores[k] for k in few]
    instance = build_plate(pool, gains, conditions(rules), wells, rules.diversity)
    options = SolverOptions(solver="highs", time_limit=time_limit, relative_gap=GAP)
    return solve(instance, options)


def _plate(
    candidates: Sequence[Point],
    scores: Sequence[float],
    rules: PlateRules,
    few: Sequence[int],
    chosen: list[int],
    outcome: Outcome,
) -> Plate:
    chosen.sort(key=lambda place: (-scores[place], place))
    kept, points = conditions(rules), [candidates[k] for k in chosen]
    controls = control_points(kept)
    plate = [*controls, *points]
    for condition in kept:
        if not keeps(plate, condition):
            raise SolverError(f"the chosen plate breaks a rule: {condition.words()}")
    pool = [scores[k] for k in few]
    covered = Coverage.of([candidates[k] for k in few], controls).count(plate)
    gains = [scores[k] for k in chosen]
    objective = worth(gains, covered, rules.diversity, spread_of(pool))
    return Plate(
        points=tuple(points),
        chosen=tuple(chosen),
        controls=tuple(controls),
        objective=objective,
        bound=objective + _slack(outcome) * spread_of(pool),
        gap=_slack(outcome) / max(abs(outcome.objective or 0.0), 1e-9),
        score_sum=sum(gains),
        covered=covered,
        cost=cost(plate, rules.prices) if rules.prices else None,
        binding=_binding(candidates, scores, few, chosen, kept, plate),
        candidates=len(candidates),
        shortlisted=len(few),
        seconds=outcome.seconds,
        proven=outcome.termination is Termination.OPTIMAL,
        deviations=outcome.deviations,
    )


def _slack(outcome: Outcome) -> float:
    """Return how far the bound lies above the objective, in the solver's unit."""
    if outcome.bound is None or outcome.objective is None:
        return 0.0 if outcome.termination is Termination.OPTIMAL else math.inf
    return max(0.0, outcome.bound - outcome.objective)


def _binding(
    candidates: Sequence[Point],
    scores: Sequence[float],
    few: Sequence[int],
    chosen: Sequence[int],
    kept: Sequence[Condition],
    plate: Sequence[Point],
) -> tuple[str, ...]:
    """Return the rules without room: counts at their limit, costs that bar a better score."""
    found = [c.words() for c in kept if is_at_its_limit(plate, c)]
    taken = set(chosen)
    for condition in kept:
        if isinstance(condition, CostLimit):
            worst = min(chosen, key=lambda place: scores[place], default=None)
            rest = [p for p in plate if worst is None or p is not candidates[worst]]
            better = [
                candidates[k]
                for k in few
                if worst is not None and k not in taken and scores[k] > scores[worst]
            ]
            if any(not keeps([*rest, point], condition) for point in better):
                found.append(condition.words())
    return tuple(found)


__all__ = ["SHORTLIST", "Plate", "choose_batch"]
