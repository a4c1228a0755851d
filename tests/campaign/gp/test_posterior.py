"""The posterior: against the formulas with a plain inverse, and added row by row."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.gp.candidates import Candidates
from orthought.campaign.gp.kernels import Hyperparameters, Kernel
from orthought.campaign.gp.posterior import Factor, GaussianProcess, cholesky
from orthought.errors import SolverError
from tests.campaign.gp.worlds import (
    CATEGORIES,
    MIXED,
    NUMBERS,
    random_process,
    random_rows,
    random_scales,
)

KERNEL = Kernel(MIXED, combination="both")


def test_mean_and_covariance_are_those_of_the_formulas() -> None:
    generator = np.random.default_rng(0)
    scales, rows = random_scales(MIXED, generator), random_rows(MIXED, generator, 15)
    values, wanted = generator.standard_normal(15), random_rows(MIXED, generator, 7)
    process = GaussianProcess.condition(KERNEL, scales, rows, values, mean=0.3)
    inverse = np.linalg.inv(KERNEL.covariance(rows, rows, scales) + scales.noise * np.eye(15))
    cross = KERNEL.covariance(wanted, rows, scales)
    mean = 0.3 + cross @ inverse @ (values - 0.3)
    covariance = KERNEL.covariance(wanted, wanted, scales) - cross @ inverse @ cross.T
    found, variance = process.predict(wanted)
    assert found[:, 0] == pytest.approx(mean, abs=1e-10)
    assert variance == pytest.approx(np.diagonal(covariance), abs=1e-10)
    assert process.covariance(wanted, wanted) == pytest.approx(covariance, abs=1e-10)


@given(seed=st.integers(0, 10_000), base=st.integers(1, 19))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_rows_added_one_by_one_give_what_all_at_once_gives(seed: int, base: int) -> None:
    generator = np.random.default_rng(seed)
    scales, rows = random_scales(MIXED, generator), random_rows(MIXED, generator, 20)
    values = generator.standard_normal(20)
    process = GaussianProcess.condition(KERNEL, scales, rows[:base], values[:base])
    for row, value in zip(rows[base:], values[base:], strict=True):
        process = process.extended(row, np.array([value]))
    whole = GaussianProcess.condition(KERNEL, scales, rows, values)
    wanted = random_rows(MIXED, generator, 9)
    for found, expected in zip(process.predict(wanted), whole.predict(wanted), strict=True):
        assert found == pytest.approx(expected, abs=1e-8)


def test_several_columns_of_values_are_as_many_processes() -> None:
    generator = np.random.default_rng(2)
    process = random_process(KERNEL, generator)
    row, wanted = random_rows(MIXED, generator, 1)[0], random_rows(MIXED, generator, 5)
    imagined = np.array([0.5, -1.0, 2.0])
    mean, variance = process.extended(row, imagined).predict(wanted)
    assert mean.shape == (5, 3)
    for place, value in enumerate(imagined):
        alone = process.extended(row, np.array([value]))
        assert mean[:, place] == pytest.approx(alone.predict(wanted)[0][:, 0])
        assert variance == pytest.approx(alone.predict(wanted)[1])


def test_with_hardly_any_noise_it_goes_through_the_values() -> None:
    generator = np.random.default_rng(3)
    scales = Hyperparameters(np.empty(0), np.array([0.3, 0.3]), 1.0, 1e-8)
    rows, values = random_rows(NUMBERS, generator, 10), generator.standard_normal(10)
    process = GaussianProcess.condition(Kernel(NUMBERS), scales, rows, values)
    mean, variance = process.predict(rows)
    assert mean[:, 0] == pytest.approx(values, abs=1e-4)
    assert variance.max() < 1e-6
    assert variance.min() > 0
    assert process.incumbents == pytest.approx(values.max(), abs=1e-4)


def test_incumbents_are_the_best_posterior_means_at_the_rows() -> None:
    generator = np.random.default_rng(4)
    process = random_process(KERNEL, generator).extended(
        random_rows(MIXED, generator, 1)[0], np.array([1.0, -1.0])
    )
    means = process.predict(process.factor.rows)[0]
    assert process.incumbents == pytest.approx(means.max(axis=0))


def test_slopes_are_those_of_finite_differences() -> None:
    generator = np.random.default_rng(5)
    process = random_process(KERNEL, generator).extended(
        random_rows(MIXED, generator, 1)[0], np.array([1.0, -1.0])
    )
    row = random_rows(MIXED, generator, 1)[0]
    mean, variance, by_mean, by_variance = process.slopes(row)
    assert mean == pytest.approx(process.predict(row[None])[0][0])
    assert variance == pytest.approx(process.predict(row[None])[1][0])
    for place, column in enumerate(MIXED.numbers):
        step = np.zeros(MIXED.width)
        step[column] = 1e-6
        above, below = process.predict((row + step)[None]), process.predict((row - step)[None])
        assert by_mean[:, place] == pytest.approx((above[0] - below[0])[0] / 2e-6, abs=1e-6)
        assert by_variance[place] == pytest.approx((above[1] - below[1])[0] / 2e-6, abs=1e-6)


def test_samples_have_the_posterior_mean_and_covariance() -> None:
    generator = np.random.default_rng(6)
    process, wanted = random_process(KERNEL, generator), random_rows(MIXED, generator, 4)
    drawn = process.sample(wanted, generator, 20_000)
    covariance = process.covariance(wanted, wanted)
    error = np.sqrt(np.diagonal(covariance) / 20_000)
    assert np.all(np.abs(drawn.mean(axis=0) - process.predict(wanted)[0][:, 0]) < 4 * error)
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=0.03)


@pytest.mark.parametrize("noise", [1e-300, 1e-12])
def test_repeated_rows_without_noise_are_no_error(noise: float) -> None:
    scales = Hyperparameters(np.ones(3), np.empty(0), 1.0, noise)
    rows = np.zeros((6, 3))
    process = GaussianProcess.condition(Kernel(CATEGORIES), scales, rows, np.arange(6.0))
    process = process.extended(rows[0], np.array([3.0]))
    assert np.isfinite(process.predict(rows)[0]).all()


def test_a_matrix_that_is_no_covariance_is_refused() -> None:
    with pytest.raises(SolverError, match="not positive definite"):
        cholesky(np.array([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(SolverError, match="not positive definite"):
        cholesky(np.full((2, 2), np.nan))


def test_candidates_say_what_the_process_says_whatever_was_asked_before() -> None:
    generator = np.random.default_rng(7)
    scales, rows = random_scales(MIXED, generator), random_rows(MIXED, generator, 14)
    candidates = Candidates(random_rows(MIXED, generator, 50))
    factor = Factor.build(KERNEL, scales, rows[:6])
    for row in rows[6:10]:
        factor = factor.extended(row)
        assert candidates.whiten(factor) == pytest.approx(factor.whiten(candidates.rows))
    # Another branch: the last two rows are taken back and two others come.
    branch = Factor.build(KERNEL, scales, rows[:6])
    for row in rows[[6, 7, 12, 13]]:
        branch = branch.extended(row)
    after = candidates.whiten(branch).copy()
    assert after == pytest.approx(branch.whiten(candidates.rows))
    assert np.array_equal(after, Candidates(candidates.rows).whiten(branch)), "to the last bit"
    other = Factor.build(KERNEL, random_scales(MIXED, generator), rows[:3])
    assert candidates.whiten(other) == pytest.approx(other.whiten(candidates.rows))
