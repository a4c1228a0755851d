"""Confidence intervals of a share, and of a mean or a difference over problems."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from orthought.base import Model
from orthought.errors import InputError
from orthought.statistics.pairing import ByProblem, differences

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL = 0.95
RESAMPLES = 10_000
_CHUNK = 2_000_000
"""So many drawn numbers are held at a time."""


class Interval(Model):
    """An estimate and the interval around it."""

    estimate: float
    low: float
    high: float
    level: float = LEVEL
    method: str


def wilson(successes: float, trials: int, level: float = LEVEL) -> Interval:
    """Return Wilson's score interval of a share.

    `successes` may be broken: the sum of the problems' means where each has several samples (then
    the interval is on the wide side, as for a problem's mean the spread is smaller).

    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209.

    Raises:
        InputError: no trial, more successes than trials, or a level outside (0, 1).
    """
    _check(successes, trials, level)
    share = successes / trials
    z = NormalDist().inv_cdf((1 + level) / 2)
    weight = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / weight
    half = z / weight * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    # At 0 and at 1 a bound is the share itself; floats miss that by a last place.
    low = 0.0 if successes == 0 else min(max(0.0, centre - half), share)
    high = 1.0 if successes == trials else max(min(1.0, centre + half), share)
    return Interval(estimate=share, low=low, high=high, level=level, method="wilson")


def clopper_pearson(successes: int, trials: int, level: float = LEVEL) -> Interval:
    """Return the exact interval of a share: never too narrow, often too wide.

    Source: Clopper and Pearson (1934), Biometrika 26, 404.

    Raises:
        InputError: as for `wilson`.
    """
    from scipy.special import betaincinv

    _check(successes, trials, level)
    tail, misses = (1 - level) / 2, trials - successes
    low = float(betaincinv(successes, misses + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, misses, 1 - tail)) if misses else 1.0
    return Interval(
        estimate=successes / trials, low=low, high=high, level=level, method="clopper_pearson"
    )


def bootstrap(
    values: Sequence[float],
    statistic: Callable[[NDArray[Any]], NDArray[Any]] | None = None,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval:
    """Return the percentile bootstrap interval over problems.

    Args:
        values: one number a problem (the mean of its samples).
        statistic: takes an array of shape (resamples, problems) to one number a resample, by rows;
            the mean where None.
        seed: of the resampling; the same seed gives the same interval.

    Raises:
        InputError: there are no values, or the level is outside (0, 1).
    """
    import numpy as np

    data = np.asarray(list(values), dtype=float)
    _check(0, data.size, level)
    compute = statistic or _row_means
    generator = np.random.default_rng(seed)
    step = max(1, _CHUNK // data.size)
    drawn = [
        compute(data[generator.integers(0, data.size, (min(step, resamples - done), data.size))])
        for done in range(0, resamples, step)
    ]
    low, high = np.quantile(np.concatenate(drawn), [(1 - level) / 2, (1 + level) / 2])
    return Interval(
        estimate=float(compute(data[None, :])[0]),
        low=float(low),
        high=float(high),
        level=level,
        method="bootstrap",
    )


def paired_difference(
    first: ByProblem,
    second: ByProblem,
    *,
    seed: int = 0,
    resamples: int = RESAMPLES,
    level: float = LEVEL,
) -> Interval:
    """Return the bootstrap interval of the mean of first minus second, over the same problems.

    Raises:
        InputError: the two were not measured on the same problems, or on none.
    """
    gaps = differences(first, second)
    return bootstrap(gaps, seed=seed, resamples=resamples, level=level)


def _row_means(values: NDArray[Any]) -> NDArray[Any]:
    found: NDArray[Any] = values.mean(axis=1)
    return found


def _check(successes: float, trials: int, level: float) -> None:
    if trials < 1:
        raise InputError("there is nothing to estimate from: no problem was measured")
    if not 0 <= successes <= trials:
        raise InputError(f"{successes:g} of {trials} is no share")
    if not 0 < level < 1:
        raise InputError(f"a level of {level:g} is none", fix="use a level such as 0.95")
