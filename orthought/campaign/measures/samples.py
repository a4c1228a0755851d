"""Two groups of runs compared: ranks, sizes of effects, medians and paired seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from orthought.base import Model
from orthought.errors import InputError
from orthought.statistics import Interval, bootstrap, sign_flip
from orthought.statistics.intervals import LEVEL

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RankTest(Model):
    """A two-sided test of 'both groups are alike'."""

    u: float
    """Mann-Whitney U of the first group."""
    p_value: float
    delta: float
    """Cliff's delta: 1 where every run of the first beats every run of the second."""


class PairedSeeds(Model):
    """Differences first minus second of runs with the same seed."""

    seeds: int
    difference: Interval
    """Mean difference (bootstrap over seeds)."""
    p_value: float
    """Sign-flip test over seeds."""


def rank_test(first: Sequence[float], second: Sequence[float]) -> RankTest:
    """Test whether runs of one group score higher than runs of the other.

    Exact where the groups are small and no two runs are equal, else by the normal approximation
    with correction for ties (as scipy's `mannwhitneyu` chooses).

    Source: Mann and Whitney (1947), Ann. Math. Stat. 18, 50; Cliff (1993), Psychol. Bull. 114, 494.

    Raises:
        InputError: a group is empty.
    """
    from scipy.stats import mannwhitneyu

    if not first or not second:
        raise InputError("a group without runs cannot be compared")
    found = mannwhitneyu(first, second, alternative="two-sided")
    wins = float(found.statistic)
    delta = 2 * wins / (len(first) * len(second)) - 1
    # All values equal: scipy has no variance to divide by, and nothing speaks for a difference.
    same = len({*first, *second}) == 1
    return RankTest(u=wins, p_value=1.0 if same else float(found.pvalue), delta=delta)


def median_interval(values: Sequence[float], *, seed: int = 0, level: float = LEVEL) -> Interval:
    """Return the median over runs with its bootstrap interval."""
    return bootstrap(values, _row_medians, seed=seed, level=level)


def paired_seeds(
    first: Mapping[int, float], second: Mapping[int, float], *, seed: int = 0, level: float = LEVEL
) -> PairedSeeds | None:
    """Compare runs seed by seed; None where fewer than two seeds are common.

    Args:
        first: one number a seed.
        second: the same for the other group.
    """
    common = [number for number in first if number in second]
    if len(common) < 2:
        return None
    one = {str(number): first[number] for number in common}
    other = {str(number): second[number] for number in common}
    gaps = [one[key] - other[key] for key in one]
    return PairedSeeds(
        seeds=len(common),
        difference=bootstrap(gaps, seed=seed, level=level),
        p_value=sign_flip(one, other, seed=seed).p_value,
    )


def _row_medians(values: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    found: NDArray[Any] = np.median(values, axis=1)
    return found
