"""Spaces: listing, reading, drawing."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from orthought.campaign.space import Continuous, Forbid, Listed, Point, Space
from orthought.campaign.space.rules import Among
from orthought.errors import InputError
from tests.campaign.space.cases import amination, choice, shares, spaces, whole
from tests.growth import assert_gentle_growth

HUGE = Space(parameters=whole(*"abcdef", high=99))


def test_the_points_come_in_order_and_all() -> None:
    points = list(amination().points())
    assert len(points) == amination().size == 90
    assert [tuple(point.values()) for point in points[:6]] == [
        ("MTBD", "DMA", 1, hours) for hours in range(5)
    ] + [("MTBD", "DMA", 5, 0)]
    assert len({amination().key(point) for point in points}) == 90


@given(spaces())
@settings(derandomize=True, deadline=None, max_examples=50)
def test_listing_is_the_filtered_product(space: Space) -> None:
    if space.size is None:
        with pytest.raises(InputError, match="no finite number of points"):
            space.points()
        return
    product = Space(parameters=space.parameters)
    if product.size is None:  # a listing makes it finite
        assert len(list(space.points())) <= space.size == 1
        return
    everything = product.points()
    expected = [point for point in everything if space.allows(point)]
    assert list(space.points()) == expected


def test_two_parameters_of_one_name_are_refused() -> None:
    with pytest.raises(ValidationError, match="two parameters have the same name"):
        Space(parameters=(*whole("a"), *shares("a")))


def test_a_missing_value_is_named_and_other_columns_are_left_aside() -> None:
    with pytest.raises(InputError, match="missing for b"):
        Space(parameters=whole("a", "b")).read({"a": 1})
    assert Space(parameters=whole("a")).read({"a": "1", "yield": 3}) == {"a": 1}


def test_a_huge_space_is_never_listed() -> None:
    assert HUGE.size == 10**12
    with pytest.raises(InputError, match="1000000000000 points"):
        HUGE.points()
    drawn = HUGE.sample(np.random.default_rng(0), 100)
    near = HUGE.nearest(drawn[0], {HUGE.key(drawn[0])})
    assert near is not None
    assert HUGE.distance(near, drawn[0]) == pytest.approx(1 / 99)


def test_a_range_longer_than_a_word_has_a_size() -> None:
    space = Space(parameters=whole("a", high=10**30))
    assert space.size == 10**30 + 1
    assert 0 <= float(space.sample(np.random.default_rng(0), 1)[0]["a"]) <= 10**30


def test_thousands_of_combinations_take_no_time() -> None:
    def listed(last: int) -> None:
        space = Space(
            parameters=tuple(
                choice(f"p{size}", *(f"o{place}" for place in range(size)))
                for size in (3, 4, 16, last)
            ),
            rules=(Forbid(condition=Among(parameter="p3", values=("o0",))),),
        )
        assert len(list(space.points())) == 128 * last

    assert_gentle_growth(listed, 240)


def test_a_copy_with_other_rules_forgets_what_was_worked_out() -> None:
    space = amination()
    assert len(list(space.points())) == 90
    assert space.sample(np.random.default_rng(0), 1)
    changed = space.model_copy(update={"rules": ("forbid base = None",)})
    assert len(list(changed.points())) == 60
    assert changed != space


def test_a_listing_of_whole_points_is_the_space() -> None:
    rows = ((7, "b"), (1, "a"), (7, "b"), (99, "a"))
    parameters = (*whole("n", high=10**9), choice("c", "a", "b"))
    space = Space(parameters=parameters, rules=(Listed(parameters=("n", "c"), rows=rows),))
    assert space.size == 3
    assert [space.key(point) for point in space.points()] == [(1, "a"), (7, "b"), (99, "a")]
    drawn = space.sample(np.random.default_rng(0), 50)
    assert {space.key(point) for point in drawn} == {(1, "a"), (7, "b"), (99, "a")}
    assert space.nearest({"n": 8, "c": "b"}, {(7, "b")}) == {"n": 1, "c": "a"}


def test_a_listing_of_what_is_missing_leaves_the_rest() -> None:
    missing = Listed(parameters=("b", "a"), rows=((0, 1),), allowed=False)
    space = Space(parameters=whole("a", "b", high=1), rules=(missing,))
    assert [space.key(point) for point in space.points()] == [(0, 0), (0, 1), (1, 1)]


def test_drawing_is_even_over_the_allowed_points() -> None:
    space = amination("forbid base = MTBD and solvent = DMA", "AcOH_equiv + hours <= 5")
    allowed = list(map(space.key, space.points()))
    counts = Counter(map(space.key, space.sample(np.random.default_rng(1), 4000)))
    assert set(counts) == set(allowed)
    expected = 4000 / len(allowed)
    chi_square = sum((counts[key] - expected) ** 2 / expected for key in allowed)
    # Five standard deviations above the mean of the chi-square distribution.
    assert chi_square < len(allowed) - 1 + 5 * math.sqrt(2 * (len(allowed) - 1))


def test_drawing_is_decided_by_the_generator() -> None:
    first = amination().sample(np.random.default_rng(5), 7)
    assert first == amination().sample(np.random.default_rng(5), 7)
    assert first != amination().sample(np.random.default_rng(6), 7)


def test_the_one_point_that_rules_leave_is_drawn() -> None:
    space = Space(parameters=whole(*"abcd"), rules=("a = 1", "b = 2", "c = 3", "d = 4"))
    assert space.sample(np.random.default_rng(0), 3) == [{"a": 1, "b": 2, "c": 3, "d": 4}] * 3


@given(spaces(with_rules=False))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_drawn_points_are_points(space: Space) -> None:
    for point in space.sample(np.random.default_rng(0), 5):
        assert space.read(point) == point
        assert list(point) == list(space.names)
        assert all(type(value) in (str, int, float) for value in point.values())


def test_a_place_of_the_unit_cube_is_a_point() -> None:
    space = Space(parameters=(*whole("a"), Continuous(name="b", low=-1, high=1)))
    assert space.at([0.55, 0.5]) == {"a": 5, "b": 0.0}
    with pytest.raises(ValueError, match="zip"):
        space.at([0.5])


def _mixture(*rules: str) -> Space:
    return Space.model_validate({"parameters": shares(*"abcd"), "rules": ("a+b+c+d = 1", *rules)})


def test_mixtures_are_drawn_though_no_draw_hits_them() -> None:
    space = _mixture("c + d <= 0.5", "a >= 0.1")
    points = space.sample(np.random.default_rng(0), 60)
    assert all(map(space.allows, points))
    assert len({space.key(point) for point in points}) == 60
    # The walk reaches all of it.
    assert min(float(point["b"]) for point in points) < 0.1
    assert max(float(point["b"]) for point in points) > 0.6


def test_whole_numbers_with_a_fixed_sum_are_drawn() -> None:
    space = HUGE.model_copy(update={"rules": ("a+b+c+d+e+f = 100",)})
    points = space.sample(np.random.default_rng(0), 40)
    assert all(sum(map(float, point.values())) == 100 for point in points)
    means = [sum(float(point[name]) for point in points) / 40 for name in "abcdef"]
    assert all(8 < mean < 26 for mean in means)


def test_a_mixture_is_repaired_close_by() -> None:
    space = _mixture("a <= 0.2")
    wanted: Point = {"a": 0.9, "b": 0.9, "c": 0.1, "d": 0.1}
    near = space.nearest(wanted)
    assert near is not None
    assert space.allows(near)
    # The sum must fall by 1, so nothing is nearer than 1.
    assert space.distance(near, wanted) == pytest.approx(1, abs=0.02)
    other = space.nearest(wanted, {space.key(near)})
    assert other is not None
    assert space.key(other) != space.key(near)
    assert near == space.nearest(wanted)
