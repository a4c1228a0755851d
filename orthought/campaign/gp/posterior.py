"""A Gaussian process conditioned on what was measured.

Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithm 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import lapack

from orthought.campaign.encoding import Floats
from orthought.campaign.gp.kernels import Hyperparameters, Kernel
from orthought.errors import SolverError

if TYPE_CHECKING:
    from numpy.random import Generator

JITTERS = (0.0, 1e-10, 1e-8, 1e-6, 1e-4)
"""Added to the diagonal, relative to its mean, until the matrix is positive definite."""
SMALLEST = 1e-12
"""Posterior variances are at least this share of the prior's: rounding can make them negative."""


def cholesky(matrix: Floats) -> Floats:
    """Return the lower Cholesky factor of a covariance, with as little jitter as it needs.

    Raises:
        SolverError: it is not positive definite even with the largest jitter.
    """
    level = float(np.mean(np.diagonal(matrix)))
    for jitter in JITTERS:
        raised = matrix if jitter == 0 else matrix + jitter * level * np.eye(len(matrix))
        factor, info = lapack.dpotrf(raised, lower=1, clean=1)
        if info == 0 and np.isfinite(factor[-1, -1]):
            return np.asarray(factor)
    raise SolverError("a covariance is not positive definite", fix="look for NaN in the results")


def solve_lower(lower: Floats, right: Floats) -> Floats:
    """Return lower^-1 right; a right side without columns stays without."""
    if right.size == 0:
        return right.copy()
    solved, _ = lapack.dtrtrs(lower, right, lower=1)
    return np.asarray(solved)


def solve_upper(lower: Floats, right: Floats) -> Floats:
    """Return lower^-T right."""
    solved, _ = lapack.dtrtrs(lower, right, lower=1, trans=1)
    return np.asarray(solved)


@dataclass(frozen=True)
class Factor:
    """The Cholesky factor of the covariance of measured rows, noise included."""

    kernel: Kernel
    scales: Hyperparameters
    rows: Floats
    """Encoded points, shape (n, columns)."""
    lower: Floats
    base: int
    """So many rows were factored at once; the others were added one by one."""

    @classmethod
    def build(cls, kernel: Kernel, scales: Hyperparameters, rows: Floats) -> Factor:
        """Factor the covariance of the rows, from nothing: n^3 / 3 steps."""
        covariance = kernel.covariance(rows, rows, scales)
        covariance[np.diag_indices(len(rows))] += scales.noise
        return cls(kernel, scales, rows, cholesky(covariance), len(rows))

    def extended(self, row: Floats) -> Factor:
        """Return the factor with one more row: n^2 steps."""
        count = len(self.rows)
        column = self.whiten(row[None, :])[:, 0]
        # A repeated row under hardly any noise: what is left of the pivot is rounding.
        least = SMALLEST * self.scales.variance
        pivot: float = max(self.scales.variance + self.scales.noise - float(column @ column), least)
        lower = np.zeros((count + 1, count + 1), order="F")
        lower[:count, :count] = self.lower
        lower[count, :count] = column
        lower[count, count] = np.sqrt(pivot)
        rows = np.vstack([self.rows, row])
        return Factor(self.kernel, self.scales, rows, lower, self.base)

    def whiten(self, rows: Floats) -> Floats:
        """Return lower^-1 covariance(measured rows, rows), of shape (n, m)."""
        return solve_lower(self.lower, self.kernel.covariance(self.rows, rows, self.scales))


@dataclass(frozen=True)
class GaussianProcess:
    """A factor and values; several columns of values are as many processes on the same rows."""

    factor: Factor
    values: Floats
    """Shape (n, columns of values)."""
    mean: float = 0.0
    """The prior mean."""

    @classmethod
    def condition(
        cls,
        kernel: Kernel,
        scales: Hyperparameters,
        rows: Floats,
        values: Floats,
        mean: float = 0.0,
    ) -> GaussianProcess:
        """Condition on measured values.

        Args:
            kernel: of the prior.
            scales: of the kernel, and the noise.
            rows: encoded points, shape (n, columns), at least one.
            values: shape (n,), in the units of the scales.
            mean: of the prior.
        """
        return cls(Factor.build(kernel, scales, rows), values[:, None], mean)

    def extended(self, row: Floats, values: Floats) -> GaussianProcess:
        """Return the process with one more row; the prior mean stays.

        Args:
            row: shape (columns,).
            values: one a column of values; where there is only one column and more are given, it
                is repeated.
        """
        columns = max(self.values.shape[1], len(values))
        known = np.broadcast_to(self.values, (len(self.values), columns))
        stacked = np.vstack([known, np.broadcast_to(values, (1, columns))])
        return GaussianProcess(self.factor.extended(row), stacked, self.mean)

    @cached_property
    def whitened(self) -> Floats:
        """lower^-1 (values - mean), of shape (n, columns of values)."""
        return solve_lower(self.factor.lower, self.values - self.mean)

    @cached_property
    def weights(self) -> Floats:
        """(covariance + noise)^-1 (values - mean), of shape (n, columns of values)."""
        return solve_upper(self.factor.lower, self.whitened)

    @cached_property
    def incumbents(self) -> Floats:
        """The best posterior mean at a measured row, one a column of values.

        It stands for the best value where the values are noisy.
        """
        fitted = self.values - self.factor.scales.noise * self.weights
        return np.asarray(fitted.max(axis=0))

    def predict(self, rows: Floats, white: Floats | None = None) -> tuple[Floats, Floats]:
        """Return posterior means (m, columns of values) and variances (m,), noise left aside.

        Args:
            rows: shape (m, columns).
            white: `factor.whiten(rows)`, where it is known already.
        """
        white = self.factor.whiten(rows) if white is None else white
        variance = self.factor.scales.variance
        left = variance - np.einsum("ij,ij->j", white, white)
        return self.mean + white.T @ self.whitened, np.maximum(left, SMALLEST * variance)

    def covariance(self, first: Floats, second: Floats) -> Floats:
        """Return the posterior covariance of rows (m, columns) and (k, columns): shape (m, k)."""
        factor = self.factor
        prior = factor.kernel.covariance(first, second, factor.scales)
        return np.asarray(prior - factor.whiten(first).T @ factor.whiten(second))

    def sample(self, rows: Floats, generator: Generator, count: int = 1) -> Floats:
        """Draw from the joint posterior of the first column of values, without noise.

        Returns:
            Shape (count, m).
        """
        mean, _ = self.predict(rows)
        lower = cholesky(self.covariance(rows, rows))
        return np.asarray(mean[:, 0] + generator.standard_normal((count, len(rows))) @ lower.T)

    def slopes(self, row: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return mean and variance at a row, and their derivatives by its columns of numbers.

        Returns:
            Means (columns of values,), variance (), d mean (columns of values, columns of numbers),
            d variance (columns of numbers,).
        """
        factor = self.factor
        white = factor.whiten(row[None, :])
        mean, variance = self.predict(row[None, :], white)
        slope = factor.kernel.slope(row, factor.rows, factor.scales)
        down = solve_upper(factor.lower, white)[:, 0]
        return mean[0], variance[0], self.weights.T @ slope, -2 * down @ slope
