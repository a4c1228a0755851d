"""Kernels: their values, their derivatives, and that they are covariances at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gamma, kv

from orthought.campaign.encoding import Columns
from orthought.campaign.gp.kernels import Combination, Hyperparameters, Kernel, NumberKernel
from tests.campaign.gp.worlds import CATEGORIES, MIXED, NUMBERS, random_rows, random_scales

LAYOUTS = {"mixed": MIXED, "categories": CATEGORIES, "numbers": NUMBERS}
KERNELS: tuple[NumberKernel, ...] = ("matern52", "matern32", "rbf")
COMBINATIONS: tuple[Combination, ...] = ("product", "sum", "both")

layouts = pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
kernels = pytest.mark.parametrize("number_kernel", KERNELS)
combinations = pytest.mark.parametrize("combination", COMBINATIONS)


@layouts
@kernels
@combinations
def test_derivatives_by_hyperparameters_are_those_of_finite_differences(
    columns: Columns, number_kernel: NumberKernel, combination: Combination
) -> None:
    generator = np.random.default_rng(1)
    kernel = Kernel(columns, number_kernel, combination)
    first, second = random_rows(columns, generator, 5), random_rows(columns, generator, 4)
    weights = generator.standard_normal((5, 4))
    vector = random_scales(columns, generator).vector()

    def total(at: np.ndarray) -> float:
        scales = Hyperparameters.read(at, columns)
        return float((weights * kernel.covariance(first, second, scales)).sum())

    scales = Hyperparameters.read(vector, columns)
    differences = kernel.differences(first, second)
    exact = kernel.pull(differences, kernel.parts(differences, scales), scales, weights)
    for place, step in enumerate(1e-5 * np.eye(len(vector))):
        slope = (total(vector + step) - total(vector - step)) / 2e-5
        assert exact[place] == pytest.approx(slope, rel=1e-6, abs=1e-8)


@kernels
@combinations
@pytest.mark.parametrize("columns", [MIXED, NUMBERS], ids=["mixed", "numbers"])
def test_derivatives_by_the_point_are_those_of_finite_differences(
    columns: Columns, number_kernel: NumberKernel, combination: Combination
) -> None:
    generator = np.random.default_rng(2)
    kernel, scales = Kernel(columns, number_kernel, combination), random_scales(columns, generator)
    row, rows = random_rows(columns, generator, 1)[0], random_rows(columns, generator, 6)
    exact = kernel.slope(row, rows, scales)
    for place, column in enumerate(columns.numbers):
        step = np.zeros(columns.width)
        step[column] = 1e-6
        above = kernel.covariance((row + step)[None], rows, scales)[0]
        below = kernel.covariance((row - step)[None], rows, scales)[0]
        assert exact[:, place] == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-8)


@given(seed=st.integers(0, 10_000), name=st.sampled_from(list(LAYOUTS)), mixed=st.booleans())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_covariances_are_symmetric_and_positive_semidefinite(
    seed: int, name: str, mixed: bool
) -> None:
    generator = np.random.default_rng(seed)
    kernel = Kernel(LAYOUTS[name], KERNELS[seed % 3], "both" if mixed else "product")
    scales = random_scales(kernel.columns, generator)
    rows = random_rows(kernel.columns, generator, 30)
    covariance = kernel.covariance(rows, rows, scales)
    assert np.array_equal(covariance, covariance.T)
    assert np.allclose(np.diagonal(covariance), scales.variance)
    assert np.linalg.eigvalsh(covariance).min() > -1e-10 * scales.variance


@pytest.mark.parametrize(("number_kernel", "order"), [("matern32", 1.5), ("matern52", 2.5)])
def test_matern_kernels_are_those_of_the_general_formula(
    number_kernel: NumberKernel, order: float
) -> None:
    kernel = Kernel(NUMBERS, number_kernel)
    scales = Hyperparameters(np.empty(0), np.array([0.5, 2.0]), 1.7, 0.1)
    rows = np.random.default_rng(3).random((6, 2))
    far = np.sqrt(2 * order) * np.linalg.norm((rows[1:] - rows[0]) / [0.5, 2.0], axis=1)
    expected = 1.7 * 2 ** (1 - order) / gamma(order) * far**order * kv(order, far)
    assert kernel.covariance(rows[:1], rows[1:], scales)[0] == pytest.approx(expected)


def test_the_hamming_kernel_counts_what_differs_by_its_scales() -> None:
    scales = Hyperparameters(np.array([2.0, 4.0, 8.0]), np.empty(0), 3.0, 0.1)
    rows = np.array([[0.0, 0, 0], [2, 0, 0], [1, 3, 1]])
    found = Kernel(CATEGORIES).covariance(rows[:1], rows, scales)[0]
    assert found == pytest.approx([3, 3 * np.exp(-1 / 2), 3 * np.exp(-7 / 8)])


@combinations
def test_numbering_the_options_otherwise_changes_nothing(combination: Combination) -> None:
    generator = np.random.default_rng(4)
    kernel, scales = Kernel(MIXED, combination=combination), random_scales(MIXED, generator)
    rows = random_rows(MIXED, generator, 10)
    renamed = rows.copy()
    renamed[:, 0] = np.array([2, 0, 1])[rows[:, 0].astype(int)]
    before = kernel.covariance(rows, rows, scales)
    assert np.array_equal(before, kernel.covariance(renamed, renamed, scales))


@layouts
def test_hyperparameters_come_back_from_their_vector(columns: Columns) -> None:
    scales = random_scales(columns, np.random.default_rng(5))
    found = Hyperparameters.read(scales.vector(), columns)
    assert found.category_scales == pytest.approx(scales.category_scales)
    assert found.number_scales == pytest.approx(scales.number_scales)
    assert (found.variance, found.noise, found.share) == pytest.approx(
        (scales.variance, scales.noise, scales.share)
    )
