"""What is the same for all proposers of a comparison: what is wanted, the range, the threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orthought.campaign.measures.runs import run_scores
from orthought.campaign.measures.tracks import Range, Scores, range_of
from orthought.campaign.objectives import check_objectives, scores, sign
from orthought.campaign.observations import Objective
from orthought.campaign.space import Space
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError, SettingsError

if TYPE_CHECKING:
    from orthought.campaign.lookup import LookupSet

TOP_SHARE: Final = 0.01
"""The default threshold: what the best 1 % of a set reach."""


@dataclass(frozen=True)
class Frame:
    """What is the same for all proposers."""

    objectives: Sequence[Objective]
    space: Space | None
    limits: Range
    threshold: float | None
    """As a score: larger is better."""
    budget: int
    factor: float
    """From scores to the numbers that people read: -1 where one objective is minimised."""
    seed: int


def require_one_set(trajectories: Sequence[Trajectory], lookup: LookupSet | None) -> None:
    """Refuse runs of several sets, or of another one.

    Raises:
        InputError: they are, or there is no run.
    """
    if not trajectories:
        raise InputError("there is no run to compare", fix="simulate some first")
    names = dict.fromkeys(trajectory.set_name for trajectory in trajectories)
    if len(names) > 1:
        raise InputError(
            f"the runs are of several sets: {', '.join(names)}", fix="compare one set at a time"
        )
    if lookup is not None and lookup.name not in names:
        raise InputError(
            f"the runs are of {next(iter(names))}, not of {lookup.name}", fix="give their own set"
        )


def wanted_of(
    lookup: LookupSet | None, objectives: Sequence[Objective] | None
) -> Sequence[Objective]:
    """Return what is wanted: the given objectives, else those of the set.

    Raises:
        SettingsError: neither is there.
    """
    wanted = objectives or (lookup.objectives if lookup is not None else ())
    if not wanted:
        raise SettingsError(
            "what the runs wanted is not known", fix="give the set, or objectives=[...]"
        )
    return wanted


def make_frame(
    trajectories: Sequence[Trajectory],
    lookup: LookupSet | None,
    objectives: Sequence[Objective],
    space: Space | None,
    threshold: float | None,
    seed: int,
) -> Frame:
    """Return the range, the threshold and the budget that all proposers are measured by.

    Raises:
        InputError: no run gave a number.
    """
    alone = len(objectives) == 1 and not check_objectives(objectives)
    factor = sign(objectives[0]) if alone else 1.0
    if lookup is not None:
        table = scores(lookup.table, objectives)
        limits = range_of(table, "set")
    else:
        table = []
        seen = [s for run in trajectories for s in run_scores(run, objectives)]
        limits = range_of(seen, "runs")
    if limits is None:
        raise InputError("no run gave a number, so there is nothing to compare")
    return Frame(
        objectives=objectives,
        space=lookup.space if lookup is not None else space,
        limits=limits,
        threshold=factor * threshold if threshold is not None else _top(table),
        budget=min(trajectory.budget for trajectory in trajectories),
        factor=factor,
        seed=seed,
    )


def _top(table: Scores) -> float | None:
    """Return the score that the best share of a set reach, ties included."""
    known = sorted((score for score in table if score is not None), reverse=True)
    return known[max(1, math.ceil(TOP_SHARE * len(known))) - 1] if known else None


def title_of(objectives: Sequence[Objective]) -> str:
    """Return the name of what is compared."""
    names = " and ".join(objective.name for objective in objectives)
    if objectives[0].desirability is not None:
        return f"desirability of {names}"
    return names if len(objectives) == 1 else f"weighted sum of {names}"


def threshold_words(frame: Frame, *, given: bool) -> str:
    """Return the threshold in words, empty where there is none."""
    if frame.threshold is None:
        return ""
    side = "at most" if frame.factor < 0 else "at least"
    source = "" if given else ", which the best 1 % of the set reach"
    return f"{side} {frame.factor * frame.threshold:.4g}{source}"
