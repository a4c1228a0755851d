"""Proposes where a Gaussian process promises most: Bayesian optimization with numpy and scipy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final, Literal, get_args

import numpy as np
from numpy.random import Generator

from orthought.base import Model
from orthought.campaign.encoding import Encoding, Floats
from orthought.campaign.gp.batches import imagine
from orthought.campaign.gp.choosing import (
    Chooser,
    Chosen,
    DrawnChooser,
    Kind,
    ListedChooser,
    Promise,
    Situation,
)
from orthought.campaign.gp.kernels import Combination, Kernel, NumberKernel
from orthought.campaign.gp.learning import Learner
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.objectives import sign
from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.memory import Memory, proposals
from orthought.campaign.proposers.starting import Start, start_points
from orthought.campaign.space import Point, Space
from orthought.errors import SettingsError

Failures = Literal["worst", "leave_out"]
EXHAUSTIVE: Final = 20_000
"""Spaces up to this size are looked at whole."""
ANCHORS: Final = 3
"""Larger spaces are searched more closely around so many of the best measured points."""
WORDS: Final = {
    "log_ei": "expected improvement",
    "ei": "expected improvement",
    "ucb": "upper confidence bound",
    "pi": "probability of improvement",
    "thompson": "a draw from what is probable",
    "kg": "what measuring it would teach",
}


class Estimate(Model):
    """What a process says of a point, in the unit of the score: larger is better."""

    point: Point
    mean: float | None
    """None: nothing was measured yet."""
    deviation: float | None
    """Of a measurement there, noise included."""
    promise: float
    """What the acquisition gives; comparable among the points of one answer only."""


class GaussianProcessProposer:
    """Bayesian optimization over finite, continuous and mixed spaces.

    Finite spaces of up to 20,000 points are looked at whole, and of points that promise the same
    the one that is listed first is taken; other spaces are sampled, then climbed. A
    batch is chosen one point after the other, each as if those before it had been measured.
    Several objectives are taken as one score (`orthought.campaign.objectives.scores`).
    The hyperparameters are fitted anew at each of the first 30 results and then at each tenth more.
    """

    name = "gp"

    def __init__(
        self,
        space: Space,
        objectives: Sequence[Objective],
        *,
        seed: int = 0,
        acquisition: Kind = "log_ei",
        exploration: float = 2.0,
        kernel: NumberKernel = "matern52",
        combination: Combination = "product",
        start: Start = "random",
        starts: int = 1,
        fantasies: int = 16,
        failures: Failures = "worst",
    ) -> None:
        """Prepare the process.

        Args:
            space: what may be tried.
            objectives: what is wanted.
            seed: of starts, drawn points and fantasies.
            acquisition: `log_ei`, `ei`, `ucb`, `pi`, `thompson` or `kg` (knowledge gradient).
            exploration: deviations that `ucb` adds to the mean.
            kernel: of the numbers: `matern52`, `matern32` or `rbf`.
            combination: of the kernels of categories and numbers: `product`, `sum` or `both`.
            start: how points are chosen before the process: `random`, `latin_hypercube` or
                `farthest` (each as far as possible from those before it).
            starts: so many results are waited for before the process chooses.
            fantasies: results that are imagined for each pending point of a batch; 0: its mean.
            failures: an experiment without a number counts as the `worst` score so far, or the
                process does not see it (`leave_out`); it is not proposed again either way.

        Raises:
            SettingsError: an option has none of its values; the values are named.
        """
        _check_choice("acquisition", acquisition, get_args(Kind))
        _check_choice("kernel", kernel, get_args(NumberKernel))
        _check_choice("combination", combination, get_args(Combination))
        _check_choice("start", start, get_args(Start))
        _check_choice("failures", failures, get_args(Failures))
        if starts < 1 or fantasies < 0 or not 0 <= exploration < np.inf:
            raise SettingsError(
                f"starts = {starts}, fantasies = {fantasies}, exploration = {exploration}",
                fix="use starts of 1 or more, fantasies and exploration of 0 or more",
            )
        self._memory = Memory(space, seed)
        self._objectives = tuple(objectives)
        self._promise = Promise(acquisition, exploration)
        self._start, self._starts = start, starts
        self._fantasies = 0 if acquisition in ("thompson", "kg") else fantasies
        self._encoding = Encoding(space)
        kernels = Kernel(self._encoding.columns, kernel, combination)
        leave_out = failures == "leave_out"
        self._learner = Learner(self._encoding, kernels, self._objectives, leave_out=leave_out)

    def ask(self, n: int) -> list[Proposal]:
        """Return n different new points, or fewer where no more are left."""
        generator = self._memory.generator()
        missing = max(self._starts - len(self._memory.rows), 0)
        lead = min(n, missing) if self._learner.knows else n
        points = self._start_points(generator, lead)
        first = proposals(points, self.name, f"a start before the process ({self._start})")
        if len(points) < lead or lead == n:
            return first
        return [*first, *self._informed(points, n - lead, generator)]

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in what was measured.

        Raises:
            InputError: a value is none of the space's.
        """
        self._learner.add(self._memory.add(rows))

    def estimate(self, points: Sequence[Point]) -> list[Estimate]:
        """Return what the process says of given points; before any result, chance ranks them.

        Raises:
            InputError: a value is none of the space's.
        """
        points = [self._memory.space.read(point) for point in points]
        generator = self._memory.generator(1)
        if not points or not self._learner.knows:
            return [_guess(point, float(generator.random())) for point in points]
        process, rows = self._learner.process(), self._encoding.encode(points)
        predicted, free = process.predict(rows), np.ones(len(rows), dtype=bool)
        promises = self._promise.values(process, rows, predicted, free, generator)
        return self._estimates(process, points, rows, promises)

    def shortlist(self, count: int) -> list[Estimate]:
        """Return the new points that promise most, each by itself, the best first.

        Before any result they are a start. In spaces that are not looked at whole they are the
        best of the points that were drawn.
        """
        generator = self._memory.generator(2)
        if not self._learner.knows:
            return self.estimate(self._start_points(generator, count))
        process = self._learner.process()
        found = self._chooser.ranked(self._situation(process, ()), generator, count)
        points, rows = [one.point for one in found], self._encoding.encode([o.point for o in found])
        return self._estimates(process, points, rows, np.array([one.promise for one in found]))

    def _start_points(self, generator: Generator, count: int) -> list[Point]:
        return start_points(
            self._start, self._memory, self._encoding, generator, count, self._starts
        )

    def _informed(
        self, pending: Sequence[Point], count: int, generator: Generator
    ) -> list[Proposal]:
        """Choose points by the process, as if the pending ones had been measured."""
        process = imagined = self._learner.process()
        for row in self._encoding.encode(pending) if pending else ():
            imagined = imagine(imagined, row, generator, self._fantasies)
        chosen: list[Chosen] = []
        while len(chosen) < count:
            taken = [*pending, *(one.point for one in chosen)]
            found = self._chooser.best(self._situation(imagined, taken), generator)
            if found is None:
                break
            chosen.append(found)
            if len(chosen) < count:
                imagined = imagine(imagined, found.row, generator, self._fantasies)
        if not chosen:
            return []
        points, rows = [one.point for one in chosen], np.vstack([one.row for one in chosen])
        promises = np.array([one.promise for one in chosen])
        estimates = self._estimates(process, points, rows, promises)
        return [
            Proposal(point=one.point, proposer=self.name, reason=self._reason(one))
            for one in estimates
        ]

    def _situation(self, process: GaussianProcess, pending: Sequence[Point]) -> Situation:
        taken = self._memory.keys | {self._memory.space.key(point) for point in pending}
        return Situation(process, taken, self._learner.best(ANCHORS))

    def _estimates(
        self,
        process: GaussianProcess,
        points: Sequence[Point],
        rows: Floats,
        promises: Floats,
    ) -> list[Estimate]:
        if not points:
            return []
        standard = self._learner.standard()
        mean, variance = process.predict(rows)
        means = standard.shift + standard.scale * mean[:, 0]
        deviations = standard.scale * np.sqrt(variance + process.factor.scales.noise)
        return [
            Estimate(point=point, mean=float(m), deviation=float(d), promise=float(p))
            for point, m, d, p in zip(points, means, deviations, promises, strict=True)
        ]

    def _reason(self, estimate: Estimate) -> str:
        assert estimate.mean is not None and estimate.deviation is not None
        best = self._learner.best_score()
        what, way = "score", 1.0
        if len(self._objectives) == 1 and self._objectives[0].desirability is None:
            what, way = self._objectives[0].name, sign(self._objectives[0])
        return (
            f"{WORDS[self._promise.kind]}: {what} {way * estimate.mean:.3g} "
            f"± {estimate.deviation:.2g} is predicted, the best so far is {way * best:.3g}"
        )

    @cached_property
    def _chooser(self) -> Chooser:
        size = self._memory.space.size
        if size is not None and size <= EXHAUSTIVE:
            return ListedChooser(self._encoding, self._promise)
        return DrawnChooser(self._encoding, self._promise)


def _guess(point: Point, share: float) -> Estimate:
    return Estimate(point=point, mean=None, deviation=None, promise=share)


def _check_choice(option: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise SettingsError(
            f"{option} = {value!r} is none of its values", fix=f"use {', '.join(allowed)}"
        )
