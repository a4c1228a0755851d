"""A finite list of candidates, and what a process says of all of them at the cost of a row each."""

from __future__ import annotations

import numpy as np

from orthought.campaign.encoding import Floats
from orthought.campaign.gp.posterior import Factor, GaussianProcess, solve_lower


class Candidates:
    """Encoded candidates; what was computed for a process is kept for its extensions."""

    def __init__(self, rows: Floats) -> None:
        self.rows = rows
        self._white = np.empty((0, len(rows)))
        self._factor: Factor | None = None
        self._filled = 0

    def predict(self, process: GaussianProcess) -> tuple[Floats, Floats]:
        """Return posterior means (candidates, columns of values) and variances (candidates,)."""
        return process.predict(self.rows, self.whiten(process.factor))

    def whiten(self, factor: Factor) -> Floats:
        """Return `factor.whiten(rows)`, computing only what the last factor did not have.

        Which rows are computed at once and which one by one depends on the factor alone, never on
        what was asked before: so the rounding is always the same.
        """
        count = len(factor.rows)
        filled = self._reusable(factor)
        self._grow(count)
        if filled < factor.base:
            prior = factor.kernel.covariance(factor.rows[: factor.base], self.rows, factor.scales)
            filled = factor.base
            self._white[:filled] = solve_lower(factor.lower[:filled, :filled], prior)
        for row in range(filled, count):
            self._fill(factor, row)
        self._factor, self._filled = factor, count
        return self._white[:count]

    def _reusable(self, factor: Factor) -> int:
        known = self._factor
        if known is None or known.scales is not factor.scales or known.base != factor.base:
            return 0
        shared = min(self._filled, len(factor.rows))
        differ = (known.rows[:shared] != factor.rows[:shared]).any(axis=1)
        return int(differ.argmax()) if differ.any() else shared

    def _grow(self, count: int) -> None:
        if count > len(self._white):
            larger = np.empty((count + count // 2 + 8, len(self.rows)))
            larger[: len(self._white)] = self._white
            self._white = larger

    def _fill(self, factor: Factor, row: int) -> None:
        prior = factor.kernel.covariance(factor.rows[[row]], self.rows, factor.scales)[0]
        before = factor.lower[row, :row] @ self._white[:row]
        self._white[row] = (prior - before) / factor.lower[row, row]
