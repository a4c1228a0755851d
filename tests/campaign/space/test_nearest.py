"""The nearest allowed point that is not taken."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.space import Categorical, Discrete, Option, Space
from tests.campaign.space.cases import amination, choice, gower, shares, spaces, whole


@given(spaces(), st.integers(0, 2**31), st.data())
@settings(derandomize=True, deadline=None, max_examples=80)
def test_it_is_the_nearest_of_all(space: Space, seed: int, data: st.DataObject) -> None:
    size = space.size
    if size is None:
        return
    points = list(space.points())
    where = space.at(np.random.default_rng(seed).random(len(space.names)))
    keys = [space.key(point) for point in points]
    taken = frozenset(data.draw(st.lists(st.sampled_from(keys), max_size=20)) if keys else [])
    left = [point for point in points if space.key(point) not in taken]
    found = space.nearest(where, taken)
    if not left:
        assert found is None
        return
    assert found in left
    assert space.distance(found, where) <= min(space.distance(p, where) for p in left) + 1e-9


def test_the_distance_is_hamming_plus_shares_of_the_range() -> None:
    space = amination()
    points = space.sample(np.random.default_rng(0), 40)
    for first, second in itertools.pairwise(points):
        assert abs(space.distance(first, second) - gower(space, first, second)) < 1e-12
        assert space.distance(first, second) == space.distance(second, first)


def test_ties_go_to_the_option_that_stands_first() -> None:
    space = Space(parameters=(choice("x", "c", "b", "a"), choice("y", "u", "v")))
    assert space.nearest({"x": "b", "y": "u"}, {("b", "u")}) == {"x": "b", "y": "v"}
    assert space.nearest({"x": "b", "y": "u"}, {("b", "u"), ("b", "v")}) == {"x": "c", "y": "u"}


def test_descriptors_say_which_option_is_near() -> None:
    polarity = {"water": 1.0, "hexane": 0.0, "methanol": 0.7, "ethanol": 0.65}
    options = [Option(name=name, descriptors={"p": value}) for name, value in polarity.items()]
    space = Space(parameters=(Categorical(name="s", options=tuple(options)),))
    assert space.nearest({"s": "methanol"}, {("methanol",)}) == {"s": "ethanol"}
    assert space.nearest({"s": "hexane"}, {("hexane",)}) == {"s": "ethanol"}
    lacking = [*options, Option(name="air")]
    plain = Space(parameters=(Categorical(name="s", options=tuple(lacking)),))
    assert plain.nearest({"s": "methanol"}, {("methanol",)}) == {"s": "water"}


def test_options_with_the_same_descriptors_are_still_two() -> None:
    twins = tuple(Option(name=name, descriptors={"p": 1.0}) for name in "ab")
    space = Space(parameters=(Categorical(name="s", options=twins),))
    assert space.distance({"s": "a"}, {"s": "b"}) > 0


def test_what_is_no_value_is_repaired() -> None:
    space = Space(
        parameters=(
            choice("ligand", "SPhos", "XPhos"),
            Discrete(name="equiv", numbers=(1, 3, 5)),
            *whole("hours"),
            *shares("dose"),
        )
    )
    wrong: dict[str, Any] = {"ligand": "xphos.", "equiv": 3.2, "hours": 99, "dose": -3}
    assert space.nearest(wrong) == {"ligand": "XPhos", "equiv": 3, "hours": 9, "dose": 0}
    assert space.nearest({"hours": 4}) == {"ligand": "SPhos", "equiv": 1, "hours": 4, "dose": 0.5}
    assert space.nearest({"dose": float("nan")}) is not None


def test_a_used_up_space_has_no_nearest() -> None:
    space = amination("forbid solvent = DMA", "hours = 2", "AcOH_equiv = 5")
    taken = {space.key(point) for point in space.points()}
    assert len(taken) == 3
    assert space.nearest(next(iter(space.points())), taken) is None
    assert space.nearest(next(iter(space.points())), list(taken)[:2]) is not None


def test_continuous_numbers_move_by_a_small_step() -> None:
    space = Space(parameters=shares("a", "b"))
    where = {"a": 0.3, "b": 1.0}
    assert space.nearest(where) == where
    found = space.nearest(where, {space.key(where)})
    assert found is not None
    assert space.distance(found, where) < 0.011


def test_rules_are_kept_in_continuous_spaces() -> None:
    space = Space(parameters=shares("a", "b"), rules=("a + b <= 1",))
    found = space.nearest({"a": 0.8, "b": 0.8})
    assert found is not None
    assert space.allows(found)
    assert space.distance(found, {"a": 0.8, "b": 0.8}) < 0.62
