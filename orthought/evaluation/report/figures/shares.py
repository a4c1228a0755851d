"""Shares and means over problems, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from orthought.base import Model
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell
from orthought.statistics import Interval, bootstrap, wilson

RESAMPLES = 4000
"""Of each bootstrap: the bounds then move by some tenths of a point from seed to seed."""


class Share(Model):
    """How many of how many, with Wilson's interval; over samples, with a bootstrap's."""

    count: float
    """Sum over problems of the share of their samples: whole with one sample a problem."""
    of: int
    """Problems."""
    interval: Interval


class Middle(Model):
    """Median and quartiles."""

    low: float
    median: float
    high: float


def share_of(cells: ByProblem, holds: Callable[[ScoredCell], bool]) -> Share:
    """Return on which share of the problems something holds."""
    return share_of_outcomes({key: [holds(c) for c in row] for key, row in cells.items()})


def share_of_outcomes(outcomes: Mapping[str, Sequence[bool]]) -> Share:
    """Return the share over problems: Wilson's with one sample each, else a bootstrap's."""
    rates = [sum(row) / len(row) for row in outcomes.values()]
    single = all(len(row) == 1 for row in outcomes.values())
    total = sum(rates)
    interval = wilson(total, len(rates)) if single else bootstrap(rates, resamples=RESAMPLES)
    return Share(count=total, of=len(rates), interval=interval)


def share(count: int, of: int) -> Share | None:
    """Return a share of single cases; None where there are none."""
    return Share(count=count, of=of, interval=wilson(count, of)) if of else None


def mean_of(cells: ByProblem, number: Callable[[ScoredCell], float]) -> Interval:
    """Return the mean over problems of the mean over samples, with its bootstrap interval."""
    rates = [sum(map(number, row)) / len(row) for row in cells.values()]
    return bootstrap(rates, resamples=RESAMPLES)


def middle_of(values: Sequence[float]) -> Middle:
    """Return median and quartiles (inclusive method).

    Raises:
        ValueError: there are no values.
    """
    import statistics

    if len(values) == 1:
        return Middle(low=values[0], median=values[0], high=values[0])
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Middle(low=low, median=median, high=high)
