"""A fit as data: weights, what they were fitted on, and their worth on answers held out."""

from __future__ import annotations

import hashlib
from fnmatch import fnmatchcase
from typing import Final, Literal

from pydantic import Field, FiniteFloat

from orthought.base import Model
from orthought.statistics import Calibration

FORMAT: Final = 1


class Weight(Model):
    """What one feature counts."""

    name: str
    weight: FiniteFloat
    """Log-odds for one standard deviation."""
    mean: FiniteFloat
    """Of the fitted answers; an unknown value counts as the mean."""
    scale: FiniteFloat = Field(gt=0)
    """Standard deviation of the fitted answers."""


class FittedSet(Model):
    """One benchmark set that the fit learned from."""

    name: str
    digest: str
    labels_digest: str
    problems: int


class FittedRun(Model):
    """One evaluation that the fit learned from."""

    name: str
    created: str = ""
    commit: str = ""
    experiment_digest: str = ""


class FitData(Model):
    """What a fit learned from."""

    llms: tuple[str, ...]
    methods: tuple[str, ...]
    sets: tuple[FittedSet, ...]
    runs: tuple[FittedRun, ...]
    label_version: str
    rule: str
    answers: int
    right: int
    problems: tuple[str, ...]
    """Digests of the texts, shortened: an evaluation on these problems says nothing of the fit."""
    severities_guessed: int = 0
    """Answers of older records, in which checks stand without their severity."""
    date: str
    command: str
    orthought: str


class FitFigures(Model):
    """What the probabilities were worth on problems that they were not fitted on."""

    folds: int
    held_out: Calibration
    other_splits: tuple[tuple[float, float], ...] = ()
    """Brier skill and AUROC under other splits into folds."""


class ConfidenceFit(Model):
    """The file of a fit."""

    format: Literal[1] = FORMAT
    name: str = Field(min_length=1)
    models: tuple[str, ...] = Field(min_length=1)
    """Name patterns of the language models that it speaks of."""
    methods: tuple[str, ...] = Field(min_length=1)
    """Names of the methods that it speaks of."""
    intercept: FiniteFloat
    weights: tuple[Weight, ...]
    strength: FiniteFloat = Field(gt=0)
    """Of the penalty on squared weights."""
    checks: tuple[str, ...]
    """Checks that objected to a fitted answer: the fit has an opinion on no other."""
    data: FitData
    figures: FitFigures

    @property
    def mark(self) -> str:
        """Name and digest: names this fit and no later one of the same name."""
        return f"{self.name}@{hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]}"

    @property
    def basis(self) -> str:
        """What the fit rests on, in words."""
        sets = ", ".join(item.name for item in self.data.sets)
        problems = len(self.data.problems)
        return (
            f"fitted on {self.data.answers} answers of {', '.join(self.data.llms)} to {problems} "
            f"problems of {sets} ({self.data.label_version} labels)"
        )

    def speaks_of(self, llm: str, method: str) -> bool:
        """Whether the fit is meant for answers of this model by this method."""
        return method in self.methods and any(fnmatchcase(llm, name) for name in self.models)


def short_digest(problem_digest: str) -> str:
    """Return the digest of a problem as fits keep it."""
    return problem_digest[:16]
