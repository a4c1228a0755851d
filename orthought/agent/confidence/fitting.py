"""Fit a confidence to labelled answers, and find out on held-out problems what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from orthought.agent.confidence.evidence import Evidence
from orthought.agent.confidence.features import Feature, features_for
from orthought.agent.confidence.fit import FitFigures, Weight
from orthought.agent.confidence.folds import folds_by_problem, parted
from orthought.agent.confidence.logistic import Logistic, fit_logistic
from orthought.errors import InputError
from orthought.statistics import auroc, brier_skill, calibration_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_PROBLEMS: Final = 40
LEAST_EACH: Final = 10
"""Problems with a right answer, and problems with a wrong one."""
LEAST_SEEN: Final = 5
"""Answers in which a feature must differ from its usual value; a rarer one is left out."""
FOLDS: Final = 10
INNER_FOLDS: Final = 5
OTHER_SPLITS: Final = 4
STRENGTHS: Final = (1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class LabelledAnswer:
    """An answer whose label is known."""

    problem: str
    evidence: Evidence
    right: bool


@dataclass(frozen=True)
class Fitted:
    """Weights, and what they were worth on held-out problems."""

    intercept: float
    weights: tuple[Weight, ...]
    strength: float
    figures: FitFigures


def fit_answers(
    answers: Sequence[LabelledAnswer], *, seed: int = 0, other_splits: int = OTHER_SPLITS
) -> Fitted:
    """Fit weights to all answers; judge them by folds of problems.

    The strength of the penalty is chosen by inner folds of whatever is fitted on: a held-out
    answer has a part in neither the weights, nor the strength, nor the choice and the scale of the
    features that its own probability comes from.

    Args:
        answers: with their labels.
        seed: of the splits into folds and of the bootstrap.
        other_splits: how often the held-out figures are worked out again under other folds.

    Raises:
        InputError: too few problems, or too few with a right or a wrong answer.
    """
    _require_enough(answers)
    table = _Table.of(answers)
    everything = list(range(len(answers)))
    strength = _best_strength(table, everything, seed)
    scaled = _Scaled.of(table, everything)
    model = scaled.fit(strength)
    return Fitted(
        model.intercept, scaled.weights(model), strength, _figures(table, seed, other_splits)
    )


def held_out_probabilities(answers: Sequence[LabelledAnswer], *, seed: int = 0) -> list[float]:
    """Return for each answer the probability of a fit that has not seen its problem.

    Raises:
        InputError: as for `fit_answers`.
    """
    _require_enough(answers)
    return _held_out(_Table.of(answers), seed)


@dataclass(frozen=True)
class _Table:
    """Answers as arrays; unknown values are not-a-number."""

    features: tuple[Feature, ...]
    values: NDArray[Any]
    right: NDArray[Any]
    problems: tuple[str, ...]

    @classmethod
    def of(cls, answers: Sequence[LabelledAnswer]) -> _Table:
        import numpy as np

        features = features_for(answer.evidence for answer in answers)
        rows = [[_number(f.value(answer.evidence)) for f in features] for answer in answers]
        right = np.asarray([answer.right for answer in answers], dtype=bool)
        return cls(features, np.asarray(rows), right, tuple(a.problem for a in answers))

    def folds(self, rows: Sequence[int], count: int, seed: int) -> tuple[int, ...]:
        problems = [self.problems[row] for row in rows]
        most = min(count, len(set(problems)))
        return folds_by_problem(problems, [bool(self.right[row]) for row in rows], most, seed)


@dataclass(frozen=True)
class _Scaled:
    """The features that some answers can teach, standardised by them."""

    table: _Table
    rows: Sequence[int]
    columns: tuple[int, ...]
    means: NDArray[Any]
    scales: NDArray[Any]

    @classmethod
    def of(cls, table: _Table, rows: Sequence[int]) -> _Scaled:
        import numpy as np

        part = table.values[list(rows)]
        columns = tuple(n for n in range(part.shape[1]) if _is_taught(part[:, n]))
        chosen = part[:, list(columns)]
        return cls(table, rows, columns, np.nanmean(chosen, axis=0), np.nanstd(chosen, axis=0))

    def values(self, rows: Sequence[int]) -> NDArray[Any]:
        import numpy as np

        chosen = self.table.values[list(rows)][:, list(self.columns)]
        found: NDArray[Any] = np.nan_to_num((chosen - self.means) / self.scales)
        return found

    def fit(self, strength: float) -> Logistic:
        signs = [self.table.features[column].sign for column in self.columns]
        right = self.table.right[list(self.rows)]
        return fit_logistic(self.values(self.rows), right, strength, signs)

    def weights(self, model: Logistic) -> tuple[Weight, ...]:
        return tuple(
            Weight(
                name=self.table.features[column].name,
                weight=weight,
                mean=float(self.means[position]),
                scale=float(self.scales[position]),
            )
            for position, (column, weight) in enumerate(
                zip(self.columns, model.weights, strict=True)
            )
        )


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _is_taught(column: NDArray[Any]) -> bool:
    """Whether enough known values differ from the most frequent one."""
    import numpy as np

    known = column[np.isfinite(column)]
    if not known.size:
        return False
    _, counts = np.unique(known, return_counts=True)
    return bool(known.size - counts.max() >= LEAST_SEEN)


def _best_strength(table: _Table, rows: Sequence[int], seed: int) -> float:
    """Return the strength with the least log loss on inner folds; of equal ones, the greatest."""
    folds = table.folds(rows, INNER_FOLDS, seed)
    losses = dict.fromkeys(STRENGTHS, 0.0)
    for inside, outside in parted(folds):
        scaled = _Scaled.of(table, [rows[number] for number in inside])
        tried = [rows[number] for number in outside]
        values, right = scaled.values(tried), table.right[tried]
        for strength in STRENGTHS:
            losses[strength] += _log_loss(scaled.fit(strength).probabilities(values), right)
    return min(STRENGTHS, key=lambda strength: (losses[strength], -strength))


def _log_loss(probabilities: NDArray[Any], right: NDArray[Any]) -> float:
    import numpy as np

    likelihood = np.where(right, probabilities, 1 - probabilities)
    return float(-np.log(np.maximum(likelihood, 1e-12)).sum())


def _held_out(table: _Table, seed: int) -> list[float]:
    rows = list(range(len(table.problems)))
    found = [0.0] * len(rows)
    for inside, outside in parted(table.folds(rows, FOLDS, seed)):
        strength = _best_strength(table, inside, seed)
        scaled = _Scaled.of(table, inside)
        stated = scaled.fit(strength).probabilities(scaled.values(outside))
        for row, probability in zip(outside, stated, strict=True):
            found[row] = float(probability)
    return found


def _figures(table: _Table, seed: int, other_splits: int) -> FitFigures:
    right = [bool(item) for item in table.right]
    others = [_held_out(table, seed + number) for number in range(1, other_splits + 1)]
    return FitFigures(
        folds=FOLDS,
        held_out=calibration_of(table.problems, _held_out(table, seed), right, seed=seed),
        other_splits=tuple((brier_skill(one, right), auroc(one, right)) for one in others),
    )


def _require_enough(answers: Sequence[LabelledAnswer]) -> None:
    problems = {answer.problem for answer in answers}
    solved = {answer.problem for answer in answers if answer.right}
    missed = {answer.problem for answer in answers if not answer.right}
    if len(problems) < LEAST_PROBLEMS or min(len(solved), len(missed)) < LEAST_EACH:
        raise InputError(
            f"{len(problems)} problems with an answer ({len(solved)} with a right one, "
            f"{len(missed)} with a wrong one) are too few for a fit",
            fix=f"measure at least {LEAST_PROBLEMS} problems that get an answer, with a right one "
            f"to {LEAST_EACH} of them and a wrong one to {LEAST_EACH}",
        )
