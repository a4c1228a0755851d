"""What a printed confidence is worth, and without one what the word of an answer is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from orthought.agent.confidence.evidence import ANSWERS
from orthought.agent.confidence.fit import ConfidenceFit, short_digest
from orthought.agent.confidence.folds import folds_by_problem, parted
from orthought.agent.confidence.stored import fit_marked
from orthought.evaluation.report.figures.cells import ByProblem, ScoredCell, flat
from orthought.evaluation.report.figures.models import WorthRow
from orthought.evaluation.report.figures.ways import Way
from orthought.statistics import calibration_of

RANKS: Final = {"checked": 3, "solved": 2, "infeasible": 1, "unbounded": 1, "doubtful": 0}
"""The words, the surest highest."""
WORD_FOLDS: Final = 10
_PRIOR: Final = 2.0
"""So many answers at the base rate are added to those with a word."""


def worth_of(way: Way, cells: ByProblem) -> WorthRow | None:
    """Return how well a way's answers are told apart; None where it gave none.

    Answers to problems that the fit learned from are left out. Where no probability is left, the
    word of an answer is judged instead.
    """
    answers = [cell for cell in flat(cells) if cell.result.status in ANSWERS]
    if not answers:
        return None
    stated = [cell for cell in answers if _probability(cell) is not None]
    marks = dict.fromkeys(_mark(cell) for cell in stated)
    fits = {mark: fit_marked(mark) for mark in marks}
    fresh = [cell for cell in stated if not _is_learned(cell, fits[_mark(cell)])]
    judged = fresh or answers
    probabilities = [_probability(cell) or 0.0 for cell in fresh] or word_probabilities(answers)
    return WorthRow(
        way=way,
        by="confidence" if fresh else "word",
        cells=len(flat(cells)),
        answers=len(answers),
        learned=len(stated) - len(fresh),
        strange_fits=tuple(mark for mark in marks if fits[mark] is None),
        calibration=calibration_of(
            [cell.key for cell in judged],
            probabilities,
            [cell.score.right for cell in judged],
            ranking=None if fresh else [RANKS[cell.result.status] for cell in judged],
        ),
    )


def word_probabilities(answers: Sequence[ScoredCell]) -> list[float]:
    """Return for each answer the share right of its word among the answers to other problems.

    By folds of problems, drawn to the share right of all words where a word is rare.
    """
    problems = [cell.key for cell in answers]
    right = [cell.score.right for cell in answers]
    count = min(WORD_FOLDS, len(set(problems)))
    if count < 2:
        return [0.5] * len(answers)
    found = [0.0] * len(answers)
    for inside, outside in parted(folds_by_problem(problems, right, count)):
        shares = _shares([answers[number] for number in inside])
        for number in outside:
            found[number] = shares.get(answers[number].result.status, shares[""])
    return found


def _shares(answers: Sequence[ScoredCell]) -> dict[str, float]:
    """Return the share right of each word, and of all under ''."""
    every = Counter[str](cell.result.status for cell in answers)
    right = Counter[str](cell.result.status for cell in answers if cell.score.right)
    base = (right.total() + 1) / (every.total() + 2)
    shares = {
        word: (right[word] + _PRIOR * base) / (count + _PRIOR) for word, count in every.items()
    }
    return {**shares, "": base}


def _probability(cell: ScoredCell) -> float | None:
    confidence = cell.result.confidence
    return None if confidence is None else confidence.probability


def _mark(cell: ScoredCell) -> str:
    confidence = cell.result.confidence
    return confidence.fit if confidence is not None else ""


def _is_learned(cell: ScoredCell, fit: ConfidenceFit | None) -> bool:
    return fit is not None and short_digest(cell.result.problem_digest) in fit.data.problems
