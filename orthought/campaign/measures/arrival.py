"""The time to a threshold: runs that never arrive are censored, not dropped."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.base import Model
from orthought.campaign.measures.tracks import Scores
from orthought.errors import InputError
from orthought.statistics import Interval, wilson
from orthought.statistics.intervals import LEVEL

RESAMPLES = 2_000
_ROUNDING = 1e-12
"""Products of shares miss one half by a last place."""


class Arrival(Model):
    """When one run first reached the threshold."""

    steps: int
    """The step at which it arrived, or up to which it was watched."""
    arrived: bool


class ArrivalTime(Model):
    """How many steps runs need to the threshold."""

    median: float | None
    """Kaplan-Meier median; None: fewer than half of the runs arrive within what was watched."""
    low: float | None
    """Bootstrap interval of the median over runs; None: beyond what was watched."""
    high: float | None
    arrived: Interval
    """Share of the runs that arrived (Wilson)."""
    mean_within_budget: float
    """Mean number of steps, those that did not arrive counted with the whole budget."""


def first_arrival(scores: Scores, threshold: float) -> Arrival:
    """Return when a run first scored at least the threshold."""
    for step, score in enumerate(scores, start=1):
        if score is not None and score >= threshold:
            return Arrival(steps=step, arrived=True)
    return Arrival(steps=len(scores), arrived=False)


def survival(arrivals: Sequence[Arrival]) -> list[tuple[int, float]]:
    """Return the Kaplan-Meier curve: after each step with an arrival, the share still under way.

    A run that stopped without arriving counts among those under way up to its last step, that
    step included.

    Source: Kaplan and Meier (1958), J. Am. Stat. Assoc. 53, 457.
    """
    share, curve = 1.0, []
    for step in sorted({a.steps for a in arrivals if a.arrived}):
        watched = sum(a.steps >= step for a in arrivals)
        events = sum(a.arrived and a.steps == step for a in arrivals)
        share *= 1 - events / watched
        curve.append((step, share))
    return curve


def median_arrival(arrivals: Sequence[Arrival]) -> float | None:
    """Return the first step after which at most half of the runs are under way; None: never."""
    curve = survival(arrivals)
    return next((float(step) for step, share in curve if share <= 0.5 + _ROUNDING), None)


def arrival_time(
    arrivals: Sequence[Arrival], *, seed: int = 0, level: float = LEVEL
) -> ArrivalTime:
    """Return median, interval and share of arrivals over runs.

    Raises:
        InputError: there is no run.
    """
    if not arrivals:
        raise InputError("there is no run to tell the time to the threshold from")
    medians = _resampled_medians(arrivals, seed)
    low, high = (medians[round(q * (RESAMPLES - 1))] for q in ((1 - level) / 2, (1 + level) / 2))
    return ArrivalTime(
        median=median_arrival(arrivals),
        low=_unless_never(low),
        high=_unless_never(high),
        arrived=wilson(sum(a.arrived for a in arrivals), len(arrivals), level),
        mean_within_budget=_restricted_mean(arrivals),
    )


def _restricted_mean(arrivals: Sequence[Arrival]) -> float:
    """Return the area under the Kaplan-Meier curve up to the longest watch."""
    area, share, last = 0.0, 1.0, 0
    for step, after in survival(arrivals):
        area, share, last = area + share * (step - last), after, step
    return area + share * (max(a.steps for a in arrivals) - last)


def _resampled_medians(arrivals: Sequence[Arrival], seed: int) -> list[float]:
    """Return the sorted medians of bootstrap resamples; infinity where one is never reached."""
    import numpy as np

    steps = np.array([a.steps for a in arrivals])
    arrived = np.array([a.arrived for a in arrivals])
    moments = np.arange(1, steps.max(initial=1) + 1)
    draws = np.random.default_rng(seed).multinomial(
        len(arrivals), np.full(len(arrivals), 1 / len(arrivals)), RESAMPLES
    )
    watched = draws @ (steps[:, None] >= moments)
    events = draws @ ((steps[:, None] == moments) & arrived[:, None])
    share = np.cumprod(1 - events / np.maximum(watched, 1), axis=1)
    below = share <= 0.5 + _ROUNDING
    medians = np.where(below.any(axis=1), moments[below.argmax(axis=1)], np.inf)
    return [float(median) for median in np.sort(medians)]


def _unless_never(step: float) -> float | None:
    return None if step == float("inf") else step
