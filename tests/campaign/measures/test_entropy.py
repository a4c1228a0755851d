"""Entropy of exploration: by hand, below its ceiling, and the random reference by simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.measures import by_parameter, ceiling, exploration, random_reference
from orthought.campaign.space import Categorical, Continuous, Discrete, Option, Point, Space
from orthought.errors import InputError


def options(name: str, count: int) -> Categorical:
    """Return a parameter with so many options."""
    return Categorical(name=name, options=tuple(Option(name=f"{name}{k}") for k in range(count)))


SPACE = Space(parameters=(options("a", 4), options("b", 2), options("c", 1)))
POINTS = list(SPACE.points())


def test_entropy_by_hand() -> None:
    points: list[Point] = [{"a": f"a{k}", "b": "b0", "c": "c0"} for k in (0, 0, 1, 2)]
    # Shares 1/2, 1/4, 1/4: 1.5 bits of 2; b is always the same; c has one value and is left out.
    assert by_parameter(points, SPACE) == {"a": 0.75, "b": 0.0}
    assert exploration(points, SPACE) == pytest.approx(0.375)
    assert exploration([], SPACE) == 0
    assert exploration(POINTS, SPACE) == pytest.approx(1)


def test_values_that_the_parameter_does_not_have_are_left_aside() -> None:
    points: list[Point] = [{"a": "a0", "b": "b0"}, {"a": "a1", "b": "water"}, {"b": "b1"}]
    assert by_parameter(points, SPACE) == {"a": 0.5, "b": 1.0}


def test_numbers_count_by_value_and_continuous_ones_by_tenths() -> None:
    space = Space(
        parameters=(Discrete(name="n", numbers=(1, 2)), Continuous(name="x", low=0, high=100))
    )
    points: list[Point] = [{"n": 1.0, "x": 5.0}, {"n": 2, "x": 9.9}, {"n": 1, "x": 100.0}]
    found = by_parameter(points, space)
    bits = -(2 / 3 * math.log2(2 / 3) + 1 / 3 * math.log2(1 / 3))
    assert found["n"] == pytest.approx(bits)
    assert found["x"] == pytest.approx(bits / math.log2(10))


@settings(derandomize=True, deadline=None)
@given(st.lists(st.sampled_from(POINTS), min_size=1, max_size=9))
def test_no_run_passes_the_ceiling(points: list[Point]) -> None:
    assert exploration(points, SPACE) <= ceiling(SPACE, len(points)) + 1e-12


def test_the_ceiling_is_below_one_where_the_budget_is_small() -> None:
    assert ceiling(SPACE, 8) == pytest.approx(1)
    assert ceiling(SPACE, 2) == pytest.approx((1 / 2 + 1) / 2)
    assert ceiling(SPACE, 1) == 0


def test_the_exact_random_reference_agrees_with_simulation() -> None:
    space = Space(parameters=(options("a", 5), options("b", 3)))
    points = list(space.points())[:11]
    exact = random_reference(space, 4, candidates=points)
    generator = np.random.default_rng(5)
    drawn = [
        exploration([points[k] for k in generator.choice(11, 4, replace=False)], space)
        for _ in range(4000)
    ]
    error = np.std(drawn) / math.sqrt(len(drawn))
    assert abs(exact - np.mean(drawn)) < 4 * error
    assert random_reference(space, 99, candidates=points) == pytest.approx(
        exploration(points, space)
    )


def test_without_candidates_the_space_is_listed_or_sampled() -> None:
    assert random_reference(SPACE, 3) == pytest.approx(
        random_reference(SPACE, 3, candidates=POINTS)
    )
    wide = Space(parameters=(Continuous(name="x", low=0, high=1),))
    drawn = random_reference(wide, 3, seed=1, runs=2000)
    chances = {1: 1 / 100, 2: 27 / 100, 3: 72 / 100}
    bits = {1: 0, 2: -(2 / 3 * math.log2(2 / 3) + 1 / 3 * math.log2(1 / 3)), 3: math.log2(3)}
    wanted = sum(chances[k] * bits[k] for k in bits) / math.log2(10)
    assert drawn == pytest.approx(wanted, abs=0.01)
    assert drawn == random_reference(wide, 3, seed=1, runs=2000)


def test_a_budget_of_nothing_is_told() -> None:
    with pytest.raises(InputError, match="budget of 0"):
        random_reference(SPACE, 0)
    with pytest.raises(InputError, match="budget of 0"):
        ceiling(SPACE, 0)
