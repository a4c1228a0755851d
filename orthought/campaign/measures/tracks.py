"""The best so far, step by step, and how far it is from the best there is."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from orthought.base import Model

Scores = Sequence[float | None]
"""One number a step, larger is better; None: the step gave no number."""


class Range(Model):
    """The worst and the best score that can be had, and where they are known from."""

    worst: float
    best: float
    source: str
    """'set': all combinations were measured; 'runs': the worst and the best that any run saw."""


class Band(Model):
    """Median and quartiles over runs after each step, in the unit of the scores."""

    median: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]


def best_so_far(scores: Scores, steps: int | None = None) -> list[float | None]:
    """Return the largest score up to each step; None before the first number.

    Args:
        scores: of one run, in order.
        steps: length of the result; a run that ended early keeps its best. None: its own length.
    """
    best: float | None = None
    found: list[float | None] = []
    for score in scores[:steps]:
        if score is not None and (best is None or score > best):
            best = score
        found.append(best)
    return found + [best] * ((steps or 0) - len(found))


def range_of(scores: Scores, source: str) -> Range | None:
    """Return the worst and the best of scores; None where there is no number."""
    known = [score for score in scores if score is not None]
    return Range(worst=min(known), best=max(known), source=source) if known else None


def regret(scores: Scores, limits: Range, steps: int | None = None) -> list[float]:
    """Return the normalised simple regret after each step.

    0: the best there is was found; 1: only the worst there is, or nothing yet. It is
    (best - best so far) / (best - worst), within 0 to 1; 0 where best and worst are equal.
    """
    width = limits.best - limits.worst
    return [
        1.0 if best is None else _within((limits.best - best) / width) if width > 0 else 0.0
        for best in best_so_far(scores, steps)
    ]


def regret_area(scores: Scores, limits: Range, steps: int | None = None) -> float:
    """Return the mean of the normalised regret over the steps: 0 is perfect from step 1 on."""
    found = regret(scores, limits, steps)
    return sum(found) / len(found) if found else 1.0


def band(runs: Sequence[Scores], steps: int, worst: float) -> Band:
    """Return median and quartiles of the best so far over runs.

    Args:
        runs: scores of each run.
        steps: length of the band; a run that ended early keeps its best.
        worst: what a run counts with as long as it has no number.
    """
    tracks = [best_so_far(scores, steps) for scores in runs]
    columns = [[worst if b is None else b for b in column] for column in zip(*tracks, strict=True)]
    thirds = [_quartiles(column) for column in columns]
    lower, median, upper = zip(*thirds, strict=True) if thirds else ((), (), ())
    return Band(median=median, lower=lower, upper=upper)


def _quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
