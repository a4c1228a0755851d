"""Paired tests of two methods on the same problems, and the correction for many comparisons."""

from __future__ import annotations

import math
from collections.abc import Mapping

from orthought.base import Model
from orthought.errors import InputError
from orthought.statistics.pairing import (
    ByProblem,
    Outcomes,
    differences,
    means,
    paired,
)

EXACT_FLIPS = 16
"""Up to so many problems that differ, all sign flips are counted out (65,536)."""
FLIPS = 100_000
_CHUNK = 2_000_000
_NEAR = 1e-12


class PairedTest(Model):
    """A two-sided test of 'both methods are alike', over problems."""

    method: str
    """'mcnemar' or 'sign_flip'; 'sign_flip_sampled' where the flips were drawn."""
    problems: int
    first_better: int
    second_better: int
    ties: int
    """Problems on which both did alike; they stay in the mean difference."""
    difference: float
    """Mean of first minus second over all problems."""
    p_value: float


def mcnemar(first: Mapping[str, bool], second: Mapping[str, bool]) -> PairedTest:
    """Test one outcome a problem by McNemar's exact test: the binomial of the discordant problems.

    Source: McNemar (1947), Psychometrika 12, 153; exact form by the binomial distribution.

    Raises:
        InputError: the two were not measured on the same problems, or on none, or an outcome is
            neither right nor wrong.
    """
    pairs = paired(first, second)
    if any(value not in (0.0, 1.0) for pair in pairs for value in pair):
        raise InputError(
            "McNemar's test takes one outcome a problem, right or wrong",
            fix="use sign_flip for means over samples",
        )
    gaps = [one - other for one, other in pairs]
    wins, losses = _wins_and_losses(gaps)
    discordant, fewer = wins + losses, min(wins, losses)
    tail = sum(math.comb(discordant, k) for k in range(fewer + 1))
    # Whole numbers until the last division: no rounding, and no underflow before p does.
    p_value = min(1.0, 2 * tail / 2**discordant)
    return _result("mcnemar", gaps, p_value)


def sign_flip(
    first: ByProblem, second: ByProblem, *, seed: int = 0, flips: int = FLIPS
) -> PairedTest:
    """Test the mean difference over problems by flipping the signs of the problems' differences.

    Exact where at most EXACT_FLIPS problems differ; else `flips` random ones, with one added to
    both counts, so that p is never 0 and the test stays valid.

    Source: Fisher (1935), The Design of Experiments; Phipson and Smyth (2010) for the added one.

    Args:
        first: one number a problem: the mean of its samples.
        second: the same for the other method.
        seed: of the random flips.
        flips: number of random flips.

    Raises:
        InputError: the two were not measured on the same problems, or on none.
    """
    gaps = differences(first, second)
    moved = [gap for gap in gaps if gap]
    if len(moved) <= EXACT_FLIPS:
        return _result("sign_flip", gaps, _exact_flips(moved))
    return _result("sign_flip_sampled", gaps, _sampled_flips(moved, seed, flips))


def paired_test(first: Outcomes, second: Outcomes, *, seed: int = 0) -> PairedTest:
    """Test two methods: McNemar for one right-or-wrong outcome a problem, else sign flips.

    Raises:
        InputError: the two were not measured on the same problems, or a problem has no outcome.
    """
    one, other = means(first), means(second)
    samples = [list(outcomes) for side in (first, second) for outcomes in side.values()]
    if all(len(outcomes) == 1 and outcomes[0] in (0, 1) for outcomes in samples):
        right = {key: bool(value) for key, value in one.items()}
        return mcnemar(right, {key: bool(value) for key, value in other.items()})
    return sign_flip(one, other, seed=seed)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Return p-values adjusted for the family of comparisons, in the order given.

    Source: Holm (1979), Scand. J. Statist. 6, 65.

    Raises:
        InputError: a p-value lies outside [0, 1].
    """
    if any(not 0 <= value <= 1 for value in p_values.values()):
        raise InputError("a p-value lies outside 0 to 1")
    adjusted, largest, left = dict(p_values), 0.0, len(p_values)
    for name in sorted(p_values, key=lambda key: p_values[key]):
        largest = max(largest, min(1.0, left * p_values[name]))
        adjusted[name] = largest
        left -= 1
    return adjusted


def _exact_flips(moved: list[float]) -> float:
    import numpy as np

    sums = np.zeros(1)
    for gap in moved:
        sums = np.concatenate([sums + gap, sums - gap])
    return float((np.abs(sums) >= _threshold(moved)).mean())


def _sampled_flips(moved: list[float], seed: int, flips: int) -> float:
    import numpy as np

    generator, data = np.random.default_rng(seed), np.asarray(moved)
    threshold, step, extreme = _threshold(moved), max(1, _CHUNK // len(moved)), 0
    for done in range(0, flips, step):
        signs = generator.integers(0, 2, (min(step, flips - done), data.size), dtype=np.int8)
        extreme += int((np.abs((2.0 * signs - 1.0) @ data) >= threshold).sum())
    return (extreme + 1) / (flips + 1)


def _threshold(moved: list[float]) -> float:
    """Return the observed |sum|, less the rounding by which an equal sum may fall short."""
    return abs(math.fsum(moved)) - _NEAR * math.fsum(map(abs, moved))


def _wins_and_losses(gaps: list[float]) -> tuple[int, int]:
    return sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps)


def _result(method: str, gaps: list[float], p_value: float) -> PairedTest:
    wins, losses = _wins_and_losses(gaps)
    return PairedTest(
        method=method,
        problems=len(gaps),
        first_better=wins,
        second_better=losses,
        ties=len(gaps) - wins - losses,
        difference=math.fsum(gaps) / len(gaps),
        p_value=p_value,
    )
