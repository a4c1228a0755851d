"""What several samples a problem are worth: one of k is right, or most of k agree on the right."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Mapping, Sequence

from orthought.errors import InputError
from orthought.statistics.pairing import Outcomes

Answer = float | str | None
"""A sample's answer: an objective value, a status such as 'infeasible', or None where it failed."""
TOLERANCE = 1e-6
MAX_SUBSETS = 5_000
"""Up to so many subsets are counted out, else so many are drawn."""


def pass_at_k(samples: int, right: int, k: int) -> float:
    """Return the chance that at least one of k samples, drawn from those at hand, is right.

    Unbiased for k fresh samples. Samples at temperature 0 are copies, for which it says nothing.

    Source: Chen et al. (2021), arXiv:2107.03374.

    Raises:
        InputError: k is below 1 or above the number of samples, or the counts do not fit.
    """
    if not 0 <= right <= samples:
        raise InputError(f"{right} right of {samples} samples cannot be")
    _check_k(samples, k)
    return 1 - math.comb(samples - right, k) / math.comb(samples, k)


def mean_pass_at_k(outcomes: Outcomes, k: int) -> float:
    """Return pass@k averaged over problems.

    Raises:
        InputError: no problem, or one with fewer than k samples.
    """
    rates = [pass_at_k(len(s), sum(map(bool, s)), k) for s in outcomes.values()]
    return _mean(rates)


def majority(answers: Sequence[Answer], tolerance: float = TOLERANCE) -> tuple[int, ...]:
    """Return the first sample of every answer that most samples gave (several where tied).

    Failed samples have no vote; where all failed, nothing is returned. Objective values within the
    relative tolerance of the smallest of their group are one answer.
    """
    groups = _groups(answers, tolerance)
    most = max(map(len, groups), default=0)
    return tuple(sorted(min(group) for group in groups if len(group) == most))


def vote_at_k(
    answers: Sequence[Answer],
    right: Sequence[bool],
    k: int,
    *,
    tolerance: float = TOLERANCE,
    seed: int = 0,
) -> float:
    """Return the chance that the majority among k of the samples is right.

    All subsets of k are counted out, or MAX_SUBSETS drawn. Tied answers share the chance evenly;
    a subset in which every sample failed is wrong.

    Args:
        answers: one answer a sample.
        right: whether each of them is right.
        k: number of votes.
        tolerance: relative distance up to which two objective values are one answer.
        seed: of the drawn subsets.

    Raises:
        InputError: k is below 1 or above the number of samples, or the two differ in length.
    """
    if len(answers) != len(right):
        raise InputError("there must be one verdict for each answer")
    _check_k(len(answers), k)
    return _mean(
        _vote([answers[i] for i in chosen], [right[i] for i in chosen], tolerance)
        for chosen in _subsets(len(answers), k, seed)
    )


def mean_vote_at_k(
    answers: Mapping[str, Sequence[Answer]],
    right: Mapping[str, Sequence[bool]],
    k: int,
    *,
    tolerance: float = TOLERANCE,
    seed: int = 0,
) -> float:
    """Return the majority's chance to be right, averaged over problems.

    Raises:
        InputError: the two hold different problems, or as for `vote_at_k`.
    """
    if set(answers) != set(right):
        raise InputError("answers and verdicts hold different problems")
    return _mean(
        vote_at_k(answers[key], right[key], k, tolerance=tolerance, seed=seed)
        for key in sorted(answers)
    )


def _vote(answers: Sequence[Answer], right: Sequence[bool], tolerance: float) -> float:
    leaders = majority(answers, tolerance)
    return sum(right[leader] for leader in leaders) / len(leaders) if leaders else 0.0


def _groups(answers: Sequence[Answer], tolerance: float) -> list[list[int]]:
    words: dict[str, list[int]] = {}
    numbers: list[tuple[float, int]] = []
    for position, answer in enumerate(answers):
        if isinstance(answer, str):
            words.setdefault(answer, []).append(position)
        elif answer is not None and math.isfinite(answer):
            numbers.append((float(answer), position))
    return [*words.values(), *_near(sorted(numbers), tolerance)]


def _near(numbers: list[tuple[float, int]], tolerance: float) -> list[list[int]]:
    """Split sorted numbers where one is farther than the tolerance from its group's first."""
    groups: list[list[int]] = []
    first = -math.inf
    for value, position in numbers:
        if not groups or value - first > tolerance * max(abs(first), abs(value), tolerance):
            groups.append([])
            first = value
        groups[-1].append(position)
    return groups


def _subsets(samples: int, k: int, seed: int) -> Iterable[Sequence[int]]:
    if math.comb(samples, k) <= MAX_SUBSETS:
        return itertools.combinations(range(samples), k)
    generator = random.Random(seed)
    return (sorted(generator.sample(range(samples), k)) for _ in range(MAX_SUBSETS))


def _check_k(samples: int, k: int) -> None:
    if not 1 <= k <= samples:
        raise InputError(
            f"k = {k} does not fit {samples} samples", fix=f"use k from 1 to {max(1, samples)}"
        )


def _mean(rates: Iterable[float]) -> float:
    found = list(rates)
    if not found:
        raise InputError("there are no problems to average over")
    return math.fsum(found) / len(found)
