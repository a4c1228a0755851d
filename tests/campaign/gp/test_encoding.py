"""Encoding: options apart from each other, numbers on one scale, descriptors where complete."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.encoding import Encoding
from orthought.campaign.space import Categorical, Continuous, Discrete, Integer, Option, Space
from tests.campaign.gp.worlds import mixed_space, reaction_space


def described(*rows: dict[str, float]) -> Space:
    found = tuple(Option(name=str(k), descriptors=row) for k, row in enumerate(rows))
    return Space(parameters=(Categorical(name="ligand", options=found),))


def test_options_become_numbers_and_numbers_become_shares() -> None:
    encoding = Encoding(reaction_space())
    rows = encoding.encode(
        [
            {"ligand": "None", "solvent": "DMA", "loading": 1},
            {"ligand": "XPhos", "solvent": "NMP", "loading": 2.5},
        ]
    )
    assert rows.tolist() == [[2, 0, 0], [0, 1, 0.375]]
    assert encoding.columns.categories == (0, 1)
    assert encoding.columns.options == (3, 2)
    assert encoding.columns.numbers == (2,)


def test_descriptors_are_standardised_where_every_option_has_them() -> None:
    encoding = Encoding(
        described({"pKa": 1, "size": 7}, {"pKa": 3, "size": 5}, {"pKa": 8, "size": 6})
    )
    rows = encoding.encode([{"ligand": name} for name in "012"])
    assert encoding.columns.categories == ()
    assert encoding.columns.groups == (0, 0), "one scale a parameter"
    assert np.allclose(rows.mean(axis=0), 0)
    assert np.allclose(rows.std(axis=0), 1 / np.sqrt(4))


def test_options_without_full_descriptors_stay_categories() -> None:
    for space in (
        described({"pKa": 1}, {}),
        described({"pKa": 1}, {"size": 2}),
        described({"pKa": 1}, {"pKa": 1}),
        described({"pKa": 1, "size": 2}, {"pKa": 1, "size": 2}, {"pKa": 2, "size": 3}),
    ):
        assert Encoding(space).columns.categories == (0,)


def test_descriptors_without_spread_are_left_out() -> None:
    encoding = Encoding(described({"pKa": 1, "size": 2}, {"pKa": 3, "size": 2}))
    assert encoding.columns.numbers == (0,)


def test_parameters_with_one_value_are_fine() -> None:
    space = Space(
        parameters=(
            Discrete(name="a", numbers=(3,)),
            Integer(name="b", low=2, high=2),
            Categorical(name="c", options=(Option(name="x"),)),
        )
    )
    assert Encoding(space).encode([{"a": 3, "b": 2, "c": "x"}]).tolist() == [[0, 0, 0]]
    assert Encoding(space).encode([]).shape == (0, 3)


@given(share=st.floats(0, 1), other=st.floats(0, 1))
@settings(derandomize=True, deadline=None)
def test_moving_gives_points_of_the_space(share: float, other: float) -> None:
    space = mixed_space()
    encoding = Encoding(space)
    start = space.at([0.0] * 5)
    row = encoding.encode([start])[0]
    row[list(encoding.movable)] = [share, other]
    moved = encoding.moved(start, row)
    assert space.read(moved) == moved
    assert {name: moved[name] for name in ("base", "equivalents", "hours")} == {
        name: start[name] for name in ("base", "equivalents", "hours")
    }
    assert np.allclose(encoding.encode([moved])[0], row)


def test_only_continuous_parameters_can_be_moved() -> None:
    assert Encoding(reaction_space()).movable == ()
    assert Encoding(mixed_space()).movable == (3, 4)
    one = Space(parameters=(Continuous(name="t", low=-5, high=5),))
    assert Encoding(one).encode([{"t": 0}]).tolist() == [[0.5]]
