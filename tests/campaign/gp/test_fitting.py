"""Hyperparameters: derivatives, what is found, and when they are found anew."""

from __future__ import annotations

import numpy as np
import pytest

from orthought.campaign.encoding import Columns
from orthought.campaign.gp.fitting import NARROWEST, Fit, Prior, fit
from orthought.campaign.gp.kernels import Combination, Hyperparameters, Kernel
from orthought.campaign.gp.surrogate import EVERY, Standard, Surrogate, last_refit
from tests.campaign.gp.worlds import CATEGORIES, MIXED, NUMBERS, random_rows

LAYOUTS = {"mixed": MIXED, "categories": CATEGORIES, "numbers": NUMBERS}


@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("combination", ["product", "sum", "both"])
def test_the_derivative_of_the_loss_is_that_of_finite_differences(
    columns: Columns, combination: Combination
) -> None:
    generator = np.random.default_rng(0)
    kernel, rows = Kernel(columns, combination=combination), random_rows(columns, generator, 12)
    values = Standard.of(generator.standard_normal(12)).apply(generator.standard_normal(12))
    fitting = Fit(kernel, Prior(), kernel.differences(rows, rows), values)
    centre = Prior().centre(columns)
    vector = centre + 0.3 * generator.standard_normal(len(centre))
    exact = fitting.loss(vector)[1]
    for place, step in enumerate(1e-5 * np.eye(len(vector))):
        slope = (fitting.loss(vector + step)[0] - fitting.loss(vector - step)[0]) / 2e-5
        assert exact[place] == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_the_loss_is_minus_the_logarithm_of_likelihood_times_prior() -> None:
    generator = np.random.default_rng(1)
    kernel, rows = Kernel(MIXED), random_rows(MIXED, generator, 8)
    values, prior = generator.standard_normal(8), Prior()
    fitting = Fit(kernel, prior, kernel.differences(rows, rows), values)
    vectors = [prior.centre(MIXED), prior.centre(MIXED) + 0.5]
    expected = []
    for vector in vectors:
        scales = Hyperparameters.read(vector, MIXED)
        covariance = kernel.covariance(rows, rows, scales) + scales.noise * np.eye(8)
        likelihood = -(values @ np.linalg.inv(covariance) @ values) / 2
        likelihood -= np.linalg.slogdet(covariance)[1] / 2
        off = (vector - prior.centre(MIXED)) / prior.spread(MIXED)
        expected.append(off @ off / 2 - likelihood)
    found = [fitting.loss(vector)[0] for vector in vectors]
    assert found == pytest.approx(expected)


def test_what_does_not_matter_gets_a_long_scale() -> None:
    generator = np.random.default_rng(2)
    rows = random_rows(MIXED, generator, 60)
    effect = np.array([0.0, 2.0, -1.0])[rows[:, 0].astype(int)]
    values = Standard.of(effect + 3 * rows[:, 2]).apply(effect + 3 * rows[:, 2])
    scales = fit(Kernel(MIXED), Prior(), rows, values)
    assert scales.category_scales[1] > 4 * scales.category_scales[0]
    assert scales.number_scales[1] > 2 * scales.number_scales[0]
    assert scales.noise < 0.01


def test_values_of_pure_noise_are_taken_for_noise() -> None:
    generator = np.random.default_rng(3)
    rows = np.repeat(random_rows(NUMBERS, generator, 10), 6, axis=0)
    scales = fit(Kernel(NUMBERS), Prior(), rows, generator.standard_normal(60))
    assert scales.noise > 0.5


def test_the_same_data_give_the_same_hyperparameters() -> None:
    generator = np.random.default_rng(4)
    rows, values = random_rows(MIXED, generator, 20), generator.standard_normal(20)
    first, second = (fit(Kernel(MIXED), Prior(), rows, values).vector() for _ in range(2))
    assert np.array_equal(first, second)


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("columns", LAYOUTS.values(), ids=LAYOUTS)
def test_few_and_equal_values_are_fitted(count: int, columns: Columns) -> None:
    rows = random_rows(columns, np.random.default_rng(5), count)
    scales = fit(Kernel(columns), Prior(), rows, np.zeros(count))
    assert np.isfinite(scales.vector()).all()
    assert scales.noise >= NARROWEST


def test_refits_depend_on_the_number_of_rows_only_and_get_rarer() -> None:
    sizes = [last_refit(count) for count in range(1, 301)]
    assert sizes[:EVERY] == list(range(1, EVERY + 1))
    assert all(size <= count for count, size in enumerate(sizes, start=1))
    assert sizes == sorted(sizes)
    # At each tenth more: never more than an eighth of the rows unseen by the last fit.
    assert all(count - size <= size / 8 + 1 for count, size in enumerate(sizes, start=1))
    assert len(set(sizes)) < 60


def test_values_are_standardised() -> None:
    values = np.array([1.0, 5.0, 9.0])
    scaled = Standard.of(values).apply(values)
    assert scaled.mean() == pytest.approx(0)
    assert scaled.std() == pytest.approx(1)
    assert Standard.of(np.array([4.0])) == Standard(4.0, 1.0)
    assert Standard.of(np.full(3, 0.1)).scale == 1.0


def test_a_surrogate_that_grew_is_one_that_was_told_all_at_once() -> None:
    generator = np.random.default_rng(6)
    rows, values = random_rows(MIXED, generator, 45), generator.standard_normal(45)
    grown, wanted = Surrogate(Kernel(MIXED), Prior()), random_rows(MIXED, generator, 10)
    for count in (1, 5, 29, 31, 32, 38, 40, 45):
        process = grown.process(rows[:count], lambda size: values[:size])
        fresh = Surrogate(Kernel(MIXED), Prior()).process(rows[:count], lambda size: values[:size])
        for one, other in zip(process.predict(wanted), fresh.predict(wanted), strict=True):
            assert np.array_equal(one, other), "to the last bit"
