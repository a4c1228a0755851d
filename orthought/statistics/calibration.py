"""What a stated probability, or a ranking, is worth beside what came out to be right.

Intervals are bootstraps over problems: a resample draws problems and takes all their answers along,
which is the same as weighting each answer by how often its problem was drawn. So every statistic
here is a weighted one, worked out for all resamples at a time. Resamples for which a statistic has
no value (every drawn answer right, or none) are left out of its interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orthought.base import Model
from orthought.errors import InputError
from orthought.statistics.intervals import LEVEL, Interval, wilson

if TYPE_CHECKING:
    from numpy.typing import NDArray

BINS: Final = 5
COVERAGES: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
RESAMPLES: Final = 2_000
_NEAR: Final = 1e-9


class ReliabilityBin(Model):
    """Answers with nearly the same stated probability."""

    answers: int
    stated: float
    """Mean of the stated probabilities."""
    right: Interval
    """Share that was right: Wilson's where each problem has one answer here, else a bootstrap's."""


class RiskPoint(Model):
    """What is wrong among the surest answers."""

    coverage: float
    """Share of the answers that is kept, the surest first."""
    wrong: Interval
    """Share of those that is wrong; of equally sure answers a share by chance is kept."""


class Calibration(Model):
    """How well answers are told apart before anyone knows which are right."""

    problems: int
    answers: int
    right: int
    brier: Interval
    """Mean squared distance between probability and outcome: 0 is best."""
    skill: Interval | None
    """1 - Brier score / that of the base rate; None where all answers are right, or none."""
    auroc: Interval | None
    """Chance that a right answer ranks before a wrong one; None as above."""
    bins: tuple[ReliabilityBin, ...]
    risk: tuple[RiskPoint, ...]


def brier_score(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Return the mean squared distance between probability and outcome.

    Source: Brier (1950), Monthly Weather Review 78, 1.

    Raises:
        InputError: no answer, other lengths, or a probability outside 0 to 1.
    """
    sample = _sample(range(len(right)), probabilities, right)
    return float(_brier(sample, _once(sample))[0])


def brier_skill(probabilities: Sequence[float], right: Sequence[bool]) -> float:
    """Return 1 minus the Brier score over that of the base rate, which is the share right here.

    0: no better than to state the base rate for every answer; 1: perfect; below 0: worse.

    Raises:
        InputError: as for `brier_score`, or all answers are right, or none.
    """
    sample = _sample(range(len(right)), probabilities, right)
    _require_both(sample)
    return float(_skill(sample, _once(sample))[0])


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Return the chance that a right answer has a higher score than a wrong one; ties count half.

    Source: Hanley and McNeil (1982), Radiology 143, 29.

    Raises:
        InputError: no answer, other lengths, a score that is no number, or all are right or none.
    """
    sample = _sample(range(len(right)), None, right, scores)
    _require_both(sample)
    return float(_auroc(sample, _once(sample))[0])


def calibration_of(
    problems: Sequence[object],
    probabilities: Sequence[float],
    right: Sequence[bool],
    *,
    ranking: Sequence[float] | None = None,
    seed: int = 0,
    resamples: int = RESAMPLES,
) -> Calibration:
    """Return all figures with their 95 % bootstrap intervals over problems.

    Args:
        problems: the problem of each answer.
        probabilities: stated for each answer, between 0 and 1.
        right: whether each answer is right.
        ranking: what sorts the answers, the surest highest, where it is not the probability.
        seed: of the resampling.
        resamples: of the bootstrap.

    Raises:
        InputError: no answer, other lengths, or a probability outside 0 to 1.
    """
    sample = _sample(problems, probabilities, right, ranking)
    weights = _resampled(sample, seed, resamples)
    both = 0 < sample.right.sum() < sample.right.size
    return Calibration(
        problems=sample.problems,
        answers=int(sample.right.size),
        right=int(sample.right.sum()),
        brier=_interval(sample, weights, _brier),
        skill=_interval(sample, weights, _skill) if both else None,
        auroc=_interval(sample, weights, _auroc) if both else None,
        bins=tuple(_bin(sample, weights, members) for members in _members(sample.probabilities)),
        risk=_risk_points(sample, weights),
    )


@dataclass(frozen=True)
class _Sample:
    """Answers as arrays of shape (answers,); `score` sorts them, the surest highest."""

    problem: NDArray[Any]
    probabilities: NDArray[Any]
    right: NDArray[Any]
    score: NDArray[Any]

    @property
    def problems(self) -> int:
        return int(self.problem.max()) + 1


_Statistic = Callable[[_Sample, "NDArray[Any]"], "NDArray[Any]"]
"""Takes weights of shape (resamples, answers) to one number a resample."""


def _sample(
    problems: Sequence[object],
    probabilities: Sequence[float] | None,
    right: Sequence[bool],
    ranking: Sequence[float] | None = None,
) -> _Sample:
    import numpy as np

    ranks = ranking if ranking is not None else probabilities
    assert ranks is not None
    stated = probabilities if probabilities is not None else [0.5] * len(right)
    _check(problems, stated, right, ranks)
    known: dict[object, int] = {}
    codes = [known.setdefault(problem, len(known)) for problem in problems]
    return _Sample(
        np.asarray(codes, dtype=int),
        np.asarray(list(stated), dtype=float),
        np.asarray([bool(item) for item in right], dtype=float),
        np.asarray(list(ranks), dtype=float),
    )


def _check(
    problems: Sequence[object],
    probabilities: Sequence[float],
    right: Sequence[bool],
    ranking: Sequence[float],
) -> None:
    if not len(right):
        raise InputError("there is no answer to judge")
    if len({len(problems), len(probabilities), len(right), len(ranking)}) > 1:
        raise InputError("there must be one probability and one verdict for each answer")
    if not all(0 <= value <= 1 for value in probabilities):
        raise InputError("a probability lies outside 0 to 1")
    if not all(math.isfinite(value) for value in ranking):
        raise InputError("a score is no number")


def _require_both(sample: _Sample) -> None:
    if not 0 < sample.right.sum() < sample.right.size:
        raise InputError("all answers are right, or none: there is nothing to tell apart")


def _once(sample: _Sample) -> NDArray[Any]:
    import numpy as np

    return np.ones((1, sample.right.size))


def _resampled(sample: _Sample, seed: int, resamples: int) -> NDArray[Any]:
    """Return how often each answer is in each resample of the problems."""
    import numpy as np

    generator, count = np.random.default_rng(seed), sample.problems
    drawn = generator.multinomial(count, np.full(count, 1 / count), size=resamples)
    found: NDArray[Any] = drawn[:, sample.problem].astype(float)
    return found


def _interval(sample: _Sample, weights: NDArray[Any], statistic: _Statistic) -> Interval:
    return _bounded(statistic(sample, _once(sample))[0], statistic(sample, weights))


def _bounded(estimate: float, resampled: NDArray[Any]) -> Interval:
    import numpy as np

    known = resampled[np.isfinite(resampled)]
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low, high = np.quantile(known, tails) if known.size else (estimate, estimate)
    return Interval(estimate=float(estimate), low=float(low), high=float(high), method="bootstrap")


def _share(part: NDArray[Any], whole: NDArray[Any]) -> NDArray[Any]:
    """Return part / whole; not a number where the whole is nothing."""
    import numpy as np

    found: NDArray[Any] = np.full(part.shape, np.nan)
    np.divide(part, whole, out=found, where=whole > 0)
    return found


def _brier(sample: _Sample, weights: NDArray[Any]) -> NDArray[Any]:
    squares = (sample.probabilities - sample.right) ** 2
    return _share(weights @ squares, weights.sum(axis=1))


def _skill(sample: _Sample, weights: NDArray[Any]) -> NDArray[Any]:
    base = _share(weights @ sample.right, weights.sum(axis=1))
    return 1 - _share(_brier(sample, weights), base * (1 - base))


def _auroc(sample: _Sample, weights: NDArray[Any]) -> NDArray[Any]:
    right, wrong = _tied(sample, weights)
    before = wrong.cumsum(axis=1) - wrong / 2
    pairs = right.sum(axis=1) * wrong.sum(axis=1)
    return _share((right * before).sum(axis=1), pairs)


def _tied(sample: _Sample, weights: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the weights of right and of wrong answers over equal scores, lowest score first."""
    import numpy as np

    order = np.argsort(sample.score, kind="stable")
    starts = np.flatnonzero(np.diff(sample.score[order], prepend=-np.inf) > 0)
    every = weights[:, order]
    right = np.add.reduceat(every * sample.right[order], starts, axis=1)
    return right, np.add.reduceat(every, starts, axis=1) - right


def _risk_points(sample: _Sample, weights: NDArray[Any]) -> tuple[RiskPoint, ...]:
    estimates, resampled = (_risks(*_tied(sample, drawn)) for drawn in (_once(sample), weights))
    return tuple(
        RiskPoint(coverage=coverage, wrong=_bounded(estimate[0], drawn))
        for coverage, estimate, drawn in zip(COVERAGES, estimates, resampled, strict=True)
    )


def _risks(right: NDArray[Any], wrong: NDArray[Any]) -> list[NDArray[Any]]:
    """Return the share of wrong answers at each coverage, one number a resample."""
    import numpy as np

    wrong = wrong[:, ::-1]
    mass = right[:, ::-1] + wrong
    before, whole = mass.cumsum(axis=1) - mass, mass.sum(axis=1)
    rate = np.nan_to_num(_share(wrong, mass))
    kept = (np.clip(c * whole[:, None] - before, 0.0, mass) for c in COVERAGES)
    return [
        _share((taken * rate).sum(axis=1), c * whole)
        for c, taken in zip(COVERAGES, kept, strict=True)
    ]


def _members(probabilities: NDArray[Any]) -> list[NDArray[Any]]:
    """Return which answers each bin holds: of equal mass, but equal probabilities stay together."""
    import numpy as np

    _, group, counts = np.unique(probabilities, return_inverse=True, return_counts=True)
    middle = counts.cumsum() - counts / 2
    of_group = np.minimum((BINS * middle / probabilities.size + _NEAR).astype(int), BINS - 1)
    found = [np.flatnonzero(of_group[group] == number) for number in range(BINS)]
    return [members for members in found if members.size]


def _bin(sample: _Sample, weights: NDArray[Any], members: NDArray[Any]) -> ReliabilityBin:
    def share(part: _Sample, drawn: NDArray[Any]) -> NDArray[Any]:
        inside = drawn[:, members]
        return _share(inside @ part.right[members], inside.sum(axis=1))

    problems = sample.problem[members]
    single = len(set(problems.tolist())) == problems.size
    right = (
        # A bootstrap of five right answers of five would have no width.
        wilson(float(sample.right[members].sum()), problems.size)
        if single
        else _interval(sample, weights, share)
    )
    stated = float(sample.probabilities[members].mean())
    return ReliabilityBin(answers=int(members.size), stated=stated, right=right)
