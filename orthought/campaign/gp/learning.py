"""From told rows to a process: scores, failed experiments, and the units to report in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from orthought.campaign.encoding import Encoding, Floats
from orthought.campaign.gp.fitting import Prior
from orthought.campaign.gp.kernels import Kernel
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.gp.surrogate import Standard, Surrogate
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.space import Point


class Learner:
    """Keeps the process that knows all told rows.

    An experiment that gave no number counts as the worst score so far, or is left out.
    """

    def __init__(
        self,
        encoding: Encoding,
        kernel: Kernel,
        objectives: Sequence[Objective],
        *,
        leave_out: bool,
    ) -> None:
        self._encoding = encoding
        self._objectives = tuple(objectives)
        self._leave_out = leave_out
        self._surrogate = Surrogate(kernel, Prior())
        self._points: list[Point] = []
        self._scores: list[float | None] = []
        self._rows = np.empty((0, encoding.columns.width))

    @property
    def knows(self) -> bool:
        """Whether there is any number to learn from."""
        return any(score is not None for score in self._scores)

    def add(self, rows: Sequence[Observation]) -> None:
        """Take in rows whose points are of the space."""
        found = zip(rows, scores(rows, self._objectives), strict=True)
        kept = [(row.point, s) for row, s in found if s is not None or not self._leave_out]
        if kept:
            self._points += [point for point, _ in kept]
            self._scores += [score for _, score in kept]
            self._rows = np.vstack([self._rows, self._encoding.encode([p for p, _ in kept])])

    def process(self) -> GaussianProcess:
        """Return the process, on standardised scores."""
        return self._surrogate.process(self._rows, self.values)

    def standard(self) -> Standard:
        """Return the scale of the process's values."""
        return Standard.of(self.values(len(self._scores)))

    def values(self, count: int) -> Floats:
        """Return the scores of the first rows, the worst of them where there is none.

        Where none of them has a score, they are all 0: nothing is known to be better.
        """
        known = [score for score in self._scores[:count] if score is not None]
        worst = min(known, default=0.0)
        return np.array([worst if score is None else score for score in self._scores[:count]])

    def best(self, count: int) -> list[Point]:
        """Return the points with the best scores."""
        order = np.argsort(-self.values(len(self._scores)), kind="stable")[:count]
        return [self._points[place] for place in order]

    def best_score(self) -> float:
        """Return the best score; minus infinity where there is none."""
        return max((score for score in self._scores if score is not None), default=-np.inf)
