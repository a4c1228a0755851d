"""The scales of a kernel from the data: the most probable ones under weak priors.

Priors are normal on the logarithms. The scale of the numbers grows with the square root of their
count, as distances in the unit cube do (Hvarfner, Hellsten and Nardi 2024, ICML), and that of the
categories with their count, so that points which share no option at all correlate equally whatever
the count.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize

from orthought.campaign.encoding import Columns, Floats
from orthought.campaign.gp.kernels import Differences, Hyperparameters, Kernel
from orthought.campaign.gp.posterior import cholesky, solve_lower, solve_upper


@dataclass(frozen=True)
class Prior:
    """Median and spread of each hyperparameter: normal on the logarithms."""

    category_scale: tuple[float, float] = (1.0, 1.0)
    """Times the number of categorical columns."""
    number_scale: tuple[float, float] = (0.5, 1.0)
    """Times the square root of the number of groups of numbers."""
    variance: tuple[float, float] = (1.0, 0.5)
    """Of standardised values."""
    noise: tuple[float, float] = (0.02, 1.0)
    """Of standardised values."""

    def centre(self, columns: Columns) -> Floats:
        """Return the medians as a vector of hyperparameters."""
        categories, groups = len(columns.categories), columns.group_count
        return Hyperparameters(
            np.full(categories, self.category_scale[0] * max(categories, 1)),
            np.full(groups, self.number_scale[0] * math.sqrt(max(groups, 1))),
            self.variance[0],
            self.noise[0],
            0.5,
        ).vector()

    def spread(self, columns: Columns) -> Floats:
        """Return the standard deviations around the centre, in the order of the vector."""
        return np.concatenate(
            [
                np.full(len(columns.categories), self.category_scale[1]),
                np.full(columns.group_count, self.number_scale[1]),
                [1.0, self.variance[1], self.noise[1]],
            ]
        )


NARROWEST = 1e-6
"""The least noise, of standardised values."""
REACH = 4.0
"""Hyperparameters are looked for within this many spreads of the centre."""
STARTS = (0.0, -1.0)
"""The search starts at the centre with all scales moved by these many spreads."""


@dataclass(frozen=True)
class Fit:
    """The data of a fit, differences taken once."""

    kernel: Kernel
    prior: Prior
    differences: Differences
    values: Floats
    """Standardised, shape (n,)."""

    def loss(self, vector: Floats) -> tuple[float, Floats]:
        """Return minus the log of likelihood times prior, and its derivative by the vector.

        Constants are left out. The prior mean is 0, that of all values that were measured.
        """
        scales = Hyperparameters.read(vector, self.kernel.columns)
        parts = self.kernel.parts(self.differences, scales)
        covariance = self.kernel.combined(parts, scales)
        covariance[np.diag_indices(len(covariance))] += scales.noise
        lower = cholesky(covariance)
        white = solve_lower(lower, self.values)
        weights = solve_upper(lower, white)
        inverse = lapack.dpotri(lower, lower=1)[0]
        inverse = inverse + np.tril(inverse, -1).T
        pulls = (inverse - np.outer(weights, weights)) / 2
        slope = self.kernel.pull(self.differences, parts, scales, pulls)
        slope[-1] = scales.noise * np.trace(pulls)
        off = (vector - self._centre) / self._spread
        value = white @ white / 2 + np.log(np.diagonal(lower)).sum() + off @ off / 2
        return float(value), slope + off / self._spread

    def best(self) -> Hyperparameters:
        """Return the most probable hyperparameters; the same data give the same ones."""
        low = self._centre - REACH * self._spread
        low[-1] = max(low[-1], math.log(NARROWEST))
        bounds = list(zip(low, self._centre + REACH * self._spread, strict=True))
        found = [
            minimize(self.loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
            for start in self._starts()
        ]
        best = min(found, key=lambda result: float(result.fun))
        return Hyperparameters.read(np.asarray(best.x), self.kernel.columns)

    def _starts(self) -> Sequence[Floats]:
        moved = self._spread.copy()
        moved[-3:] = 0
        return [self._centre + step * moved for step in STARTS]

    @cached_property
    def _centre(self) -> Floats:
        return self.prior.centre(self.kernel.columns)

    @cached_property
    def _spread(self) -> Floats:
        return self.prior.spread(self.kernel.columns)


def fit(kernel: Kernel, prior: Prior, rows: Floats, values: Floats) -> Hyperparameters:
    """Return the most probable hyperparameters of standardised values.

    Args:
        kernel: of the process.
        prior: of the hyperparameters.
        rows: encoded points, shape (n, columns).
        values: shape (n,), mean 0 and deviation 1.
    """
    if len(rows) < 2:
        return Hyperparameters.read(prior.centre(kernel.columns), kernel.columns)
    return Fit(kernel, prior, kernel.differences(rows, rows), values).best()
