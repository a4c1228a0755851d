"""The knowledge gradient: exact, so within the error of its own Monte Carlo."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from orthought.campaign.gp.kernels import Kernel
from orthought.campaign.gp.knowledge import expected_rise, knowledge_gradient
from tests.campaign.gp.worlds import MIXED, random_process, random_rows


@pytest.mark.parametrize("seed", range(4))
def test_it_is_within_three_standard_errors_of_its_monte_carlo(seed: int) -> None:
    """The Monte Carlo measures, conditions anew and looks at the new best mean."""
    generator = np.random.default_rng(seed)
    process = random_process(Kernel(MIXED), generator)
    rows, alternatives = random_rows(MIXED, generator, 3), random_rows(MIXED, generator, 20)
    exact = knowledge_gradient(process, rows, alternatives)
    before = process.predict(alternatives)[0].max()
    for row, value in zip(rows, exact, strict=True):
        mean, variance = process.predict(row[None])
        spread = np.sqrt(variance[0] + process.factor.scales.noise)
        results = mean[0] + spread * generator.standard_normal(20_000)
        rises = process.extended(row, results).predict(alternatives)[0].max(axis=0) - before
        error = rises.std() / np.sqrt(len(rises))
        assert abs(value - rises.mean()) < 3 * error + 1e-12


@given(
    lines=st.lists(
        st.tuples(st.floats(-3, 3), st.sampled_from([-1.0, 0.0, 0.5, 0.5000001, 2.0])),
        min_size=1,
        max_size=8,
    )
)
@settings(derandomize=True, deadline=None, max_examples=20)
def test_the_expected_rise_is_its_integral(lines: list[tuple[float, float]]) -> None:
    means, slopes = np.array(lines).T
    z, step = np.linspace(-9, 9, 200_001, retstep=True)
    highest = (means[:, None] + slopes[:, None] * z).max(axis=0)
    integral = (highest * norm.pdf(z)).sum() * step
    assert expected_rise(means, slopes) == pytest.approx(integral - means.max(), abs=1e-6)


def test_nothing_is_learned_where_nothing_can_change() -> None:
    assert expected_rise(np.array([1.0, 2.0]), np.zeros(2)) == 0.0
    assert expected_rise(np.array([1.0]), np.array([3.0])) == 0.0
    assert expected_rise(np.array([5.0, 1.0]), np.array([1.0, 1.0])) == 0.0
