"""How alike two encoded points are: Hamming and Matern kernels with a scale for each parameter.

Sources: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, chapter 4, for the
kernels of numbers; Ru, Alvi, Nguyen, Osborne and Roberts (2020), ICML, for their sum and product
with a kernel of categories.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orthought.campaign.encoding import Columns, Floats

NumberKernel = Literal["matern52", "matern32", "rbf"]
Combination = Literal["product", "sum", "both"]


@dataclass(frozen=True)
class Hyperparameters:
    """The scales of a kernel and the noise of the measurements, in the units of the values."""

    category_scales: Floats
    """For each categorical column: two points that differ there alone correlate by exp(-1/scale)"""
    number_scales: Floats
    """Length scale of each group of columns of numbers, in encoded units."""
    variance: float
    noise: float
    """Variance of the noise."""
    share: float = 1.0
    """Of the product, where product and sum are combined; the rest is the sum's."""

    def vector(self) -> Floats:
        """Return them as unbounded numbers: logarithms, and the logit of the share."""
        scales = np.concatenate([self.category_scales, self.number_scales])
        share = min(max(self.share, 1e-9), 1 - 1e-9)
        rest = [math.log(share / (1 - share)), math.log(self.variance), math.log(self.noise)]
        return np.concatenate([np.log(scales), rest])

    @classmethod
    def read(cls, vector: Floats, columns: Columns) -> Hyperparameters:
        """Return what a vector means; the inverse of `vector`."""
        categories = len(columns.categories)
        scales = np.exp(vector[:-3])
        share, variance, noise = (float(number) for number in vector[-3:])
        return cls(
            scales[:categories],
            scales[categories:],
            math.exp(variance),
            math.exp(noise),
            1 / (1 + math.exp(-share)),
        )


@dataclass(frozen=True)
class Differences:
    """How two lists of rows differ, scales left aside."""

    categories: Floats
    """1 where two rows have different options: shape (categorical columns, n, m)."""
    squares: Floats
    """Squared distances within each group of numbers: shape (groups, n, m)."""


@dataclass(frozen=True)
class Parts:
    """The kernels that a covariance is made of, each of shape (n, m)."""

    alike: Floats
    """Of all categories together."""
    near: Floats
    """Of all numbers together."""
    slope: Floats
    """The derivative of `near` by the squared distance."""
    single_alike: Floats
    """Of each categorical column by itself, shape (columns, n, m); empty where not needed."""
    single_near: Floats
    """Of each group of numbers by itself, shape (groups, n, m); empty where not needed."""
    single_slope: Floats
    """Their derivatives by the squared distances."""


@dataclass(frozen=True)
class Kernel:
    """A covariance function over encoded points."""

    columns: Columns
    number_kernel: NumberKernel = "matern52"
    combination: Combination = "product"
    """How the kernels of the parameters make one: `product` lets all interact, `sum` gives
    each its own effect and no more, `both` is their mixture, whose share is fitted."""

    def differences(self, first: Floats, second: Floats) -> Differences:
        """Return how rows of shape (n, columns) and (m, columns) differ."""
        shape = (len(first), len(second))
        categories = np.empty((len(self.columns.categories), *shape))
        for place, column in enumerate(self.columns.categories):
            np.not_equal(first[:, column, None], second[None, :, column], out=categories[place])
        squares = np.zeros((self.columns.group_count, *shape))
        for column, group in zip(self.columns.numbers, self.columns.groups, strict=True):
            squares[group] += (first[:, column, None] - second[None, :, column]) ** 2
        return Differences(categories, squares)

    def covariance(self, first: Floats, second: Floats, scales: Hyperparameters) -> Floats:
        """Return the prior covariance, noise left aside, of shape (n, m)."""
        return self.combined(self.parts(self.differences(first, second), scales), scales)

    def parts(self, differences: Differences, scales: Hyperparameters) -> Parts:
        """Return the kernels that the covariance is made of."""
        number_kernel = _NUMBER_KERNELS[self.number_kernel]
        alike = np.exp(-_weighted(1 / scales.category_scales, differences.categories))
        if self.columns.numbers:
            near, slope = number_kernel(_weighted(scales.number_scales**-2, differences.squares))
        else:
            near, slope = np.ones_like(alike), np.zeros_like(alike)
        if self._shares(scales)[1] == 0:
            return Parts(alike, near, slope, *[np.empty((0, *alike.shape))] * 3)
        single = np.exp(-differences.categories / scales.category_scales[:, None, None])
        squares = differences.squares / scales.number_scales[:, None, None] ** 2
        return Parts(alike, near, slope, single, *number_kernel(squares))

    def combined(self, parts: Parts, scales: Hyperparameters) -> Floats:
        """Return the prior covariance, noise left aside."""
        product, each = self._shares(scales)
        mixed = product * parts.alike * parts.near
        if each:
            mixed += each * (parts.single_alike.sum(axis=0) + parts.single_near.sum(axis=0))
        return np.asarray(scales.variance * mixed)

    def pull(
        self, differences: Differences, parts: Parts, scales: Hyperparameters, weights: Floats
    ) -> Floats:
        """Return the sums of weights * d covariance / d vector, one for each of the vector.

        Args:
            differences: of n rows and m rows.
            parts: of the same.
            scales: where the derivative is taken.
            weights: shape (n, m).
        """
        product, each = self._shares(scales)
        weights = scales.variance * weights
        both = weights * parts.alike * parts.near
        categories = product * _sums(differences.categories, both)
        numbers = product * _sums(differences.squares, weights * parts.alike * parts.slope)
        whole, share = product * both.sum(), 0.0
        if each:
            categories += each * _sums(differences.categories * parts.single_alike, weights)
            numbers += each * _sums(differences.squares * parts.single_slope, weights)
            sums = (
                _sums(parts.single_alike, weights).sum() + _sums(parts.single_near, weights).sum()
            )
            whole += each * sums
            share = (both.sum() - sums / self._factors) * product * (1 - product)
        scaled = [categories / scales.category_scales, -2 * numbers / scales.number_scales**2]
        return np.concatenate([*scaled, [share, whole, 0.0]])

    def slope(self, row: Floats, rows: Floats, scales: Hyperparameters) -> Floats:
        """Return the derivative of covariance(row, rows) by the row's columns of numbers.

        Args:
            row: shape (columns,).
            rows: shape (n, columns).
            scales: of the kernel.

        Returns:
            Shape (n, columns of numbers), in the order of `columns.numbers`.
        """
        numbers, groups = list(self.columns.numbers), list(self.columns.groups)
        parts = self.parts(self.differences(row[None, :], rows), scales)
        product, each = self._shares(scales)
        outer = (product * parts.alike[0] * parts.slope[0])[:, None]
        if each:
            outer = outer + each * parts.single_slope[groups, 0].T
        moved = (row[numbers] - rows[:, numbers]) / scales.number_scales[groups] ** 2
        return np.asarray(2 * scales.variance * outer * moved)

    @property
    def _factors(self) -> int:
        return len(self.columns.categories) + self.columns.group_count

    def _shares(self, scales: Hyperparameters) -> tuple[float, float]:
        """Return the shares of the product and of each term of the sum; all of them make 1."""
        product = {"product": 1.0, "sum": 0.0, "both": scales.share}[self.combination]
        return product, (1 - product) / self._factors


def _weighted(weights: Floats, layers: Floats) -> Floats:
    """Return the weighted sum of layers of shape (k, n, m)."""
    shape = layers.shape[1:]
    return np.asarray((weights @ layers.reshape(len(layers), math.prod(shape))).reshape(shape))


def _sums(layers: Floats, weights: Floats) -> Floats:
    """Return the sum of layer * weights for each of k layers."""
    return np.asarray(layers.reshape(len(layers), weights.size) @ weights.ravel())


def _matern52(square: Floats) -> tuple[Floats, Floats]:
    far = np.sqrt(5 * square)
    decay = np.exp(-far)
    return (1 + far + far**2 / 3) * decay, -5 / 6 * (1 + far) * decay


def _matern32(square: Floats) -> tuple[Floats, Floats]:
    far = np.sqrt(3 * square)
    decay = np.exp(-far)
    return (1 + far) * decay, -1.5 * decay


def _rbf(square: Floats) -> tuple[Floats, Floats]:
    decay = np.exp(-square / 2)
    return decay, -decay / 2


_NUMBER_KERNELS: dict[str, Callable[[Floats], tuple[Floats, Floats]]] = {
    "matern52": _matern52,
    "matern32": _matern32,
    "rbf": _rbf,
}
