"""The process that a proposer asks: refitted on a schedule, extended row by row in between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from orthought.campaign.encoding import Floats
from orthought.campaign.gp.fitting import Prior, fit
from orthought.campaign.gp.kernels import Kernel
from orthought.campaign.gp.posterior import Factor, GaussianProcess

EVERY = 30
"""Up to so many rows the hyperparameters are fitted anew at each row, then at each tenth more."""


def last_refit(count: int) -> int:
    """Return the number of rows at the last refit, where `count` rows were told.

    It depends on nothing but the count, so a campaign that goes on after a stop refits as if it
    had not stopped.
    """
    size = min(count, EVERY)
    while size + max(size // 10, 1) <= count and size >= EVERY:
        size += max(size // 10, 1)
    return size


@dataclass(frozen=True)
class Standard:
    """Values on a scale where they have mean 0 and deviation 1."""

    shift: float
    scale: float

    @classmethod
    def of(cls, values: Floats) -> Standard:
        """Return the scale of some values; where they do not differ, their deviation counts as 1"""
        # Divided by the largest first: the square of a huge value would overflow.
        largest = float(np.abs(values).max()) or 1.0
        shares = values / largest
        deviation = float(shares.std())
        scale = largest * deviation if deviation > 1e-12 else 1.0
        return cls(largest * float(shares.mean()), scale)

    def apply(self, values: Floats) -> Floats:
        """Return the values on this scale."""
        return values / self.scale - self.shift / self.scale


class Surrogate:
    """A Gaussian process for growing data; it keeps the fits and factors that it has made."""

    def __init__(self, kernel: Kernel, prior: Prior) -> None:
        self.kernel = kernel
        self.prior = prior
        self._factors: dict[int, Factor] = {}

    def process(self, rows: Floats, values: Callable[[int], Floats]) -> GaussianProcess:
        """Return the process that knows all rows, with values standardised.

        Its prior mean is the mean of all values, not the generalised least-squares one: where a
        search has gathered good values, what is unknown is expected to be as good as they are,
        so the search does not settle there.

        Args:
            rows: encoded points, shape (n, columns), at least one. Calls extend them.
            values: gives the values of the first so many rows; they may change with the number, as
                a penalty for failed experiments does.
        """
        count = len(rows)
        seen = values(count)
        scaled = Standard.of(seen).apply(seen)
        return GaussianProcess(self._factor(rows, values), scaled[:, None])

    def _factor(self, rows: Floats, values: Callable[[int], Floats]) -> Factor:
        base = last_refit(len(rows))
        starts = [size for size in self._factors if base <= size <= len(rows)]
        if starts:
            factor = self._factors[max(starts)]
        else:
            seen = values(base)
            scales = fit(self.kernel, self.prior, rows[:base], Standard.of(seen).apply(seen))
            factor = Factor.build(self.kernel, scales, rows[:base])
        for row in rows[len(factor.rows) :]:
            factor = factor.extended(row)
        self._factors = {len(rows): factor}
        return factor
