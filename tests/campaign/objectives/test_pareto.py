"""The front against enumeration, the volume against inclusion-exclusion and known values."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.observations import Desirability, Objective, Observation
from orthought.campaign.pareto import (
    Gains,
    front,
    gains,
    hypervolume,
    hypervolume_so_far,
    nadir,
    pareto_rows,
)
from orthought.errors import InputError


def clouds(dimensions: int, size: int = 7) -> st.SearchStrategy[list[Gains]]:
    """Draw points on a coarse grid, so that ties and equals are common."""
    point = st.tuples(*[st.integers(-2, 6).map(float)] * dimensions)
    return st.lists(point, max_size=size)


@settings(derandomize=True, deadline=None)
@given(st.integers(2, 4).flatmap(lambda n: clouds(n, 12)))
def test_the_front_is_what_nothing_else_beats(points: list[Gains]) -> None:
    wanted = [
        place
        for place, point in enumerate(points)
        if not any(
            other != point and all(a >= b for a, b in zip(other, point, strict=True))
            for other in points
        )
    ]
    assert list(front(points)) == wanted


@settings(derandomize=True, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), clouds(n))))
def test_the_volume_is_that_of_inclusion_and_exclusion(case: tuple[int, list[Gains]]) -> None:
    dimensions, points = case
    reference = (0.0,) * dimensions
    wanted = 0.0
    for size in range(1, len(points) + 1):
        for some in itertools.combinations(points, size):
            sides = [max(0.0, min(column)) for column in zip(*some, strict=True)]
            wanted += (-1) ** (size + 1) * math.prod(sides)
    assert hypervolume(points, reference) == pytest.approx(wanted, abs=1e-6)


def test_volumes_known_by_hand() -> None:
    assert hypervolume([(3, 1), (2, 2), (1, 3)], (0, 0)) == 6
    assert hypervolume([(2, 1, 1), (1, 2, 1), (1, 1, 2)], (0, 0, 0)) == 4
    assert hypervolume([(3, 1), None, (9, 0)], (0, 0)) == 3
    assert hypervolume([(-1, -1)], (-3, -2)) == 2
    assert hypervolume([], (0, 0)) == 0


def test_the_unit_simplex_front_comes_near_its_volume() -> None:
    steps = 60
    points = [
        ((i + 1) / steps, (j + 1) / steps, (steps - i - j) / steps)
        for i in range(steps)
        for j in range(steps - i)
    ]
    # Below the plane x + y + z = 1 there is 1/6; the steps stick out by about half a cell.
    assert hypervolume(points, (0, 0, 0)) == pytest.approx(1 / 6, rel=0.06)


@settings(derandomize=True, deadline=None)
@given(clouds(3, 9))
def test_the_volume_never_shrinks_as_points_come_in(points: list[Gains]) -> None:
    reference = (-1.0, -1.0, -1.0)
    found = hypervolume_so_far(points, reference)
    assert found == sorted(found)
    assert [hypervolume(points[: k + 1], reference) for k in range(len(points))] == (
        pytest.approx(found, abs=1e-9)
    )


def test_rows_are_turned_so_that_more_is_better() -> None:
    wanted = [
        Objective(name="yield"),
        Objective(name="cost", direction="minimize"),
        Objective(name="ph", desirability=Desirability(low=5, high=9, target=7)),
    ]
    rows = [
        Observation(point={}, values=values)
        for values in (
            {"yield": 50, "cost": 2, "ph": 6},
            {"yield": 50, "cost": 3, "ph": 8},
            {"yield": 60, "cost": 9, "ph": 5},
            {"yield": 60, "cost": None, "ph": 7},
        )
    ]
    assert gains(rows[0], wanted) == (50, -2, 0.5)
    assert gains(rows[3], wanted) is None
    assert pareto_rows(rows, wanted) == (0, 2)
    assert nadir([gains(row, wanted) for row in rows]) == (50, -9, 0)


def test_a_reference_must_fit() -> None:
    with pytest.raises(InputError, match="number of objectives"):
        hypervolume([(1.0, 2.0)], (0.0,))
    assert nadir([None]) is None
