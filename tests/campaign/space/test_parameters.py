"""Kinds of parameters: what they take, and what they say of the rest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from orthought.campaign.space import Categorical, Continuous, Discrete, Integer, Option, Parameter
from orthought.errors import InputError
from tests.campaign.space.cases import choice, parameters

SOLVENT = Categorical(
    name="solvent", options=(Option(name="CO", label="methanol"), Option(name="None"))
)


def test_an_option_is_found_by_name_and_label() -> None:
    assert SOLVENT.read("CO") == SOLVENT.read(" methanol ") == "CO"


def test_none_is_an_option_and_nothing_is_not() -> None:
    assert SOLVENT.read("None") == "None"
    with pytest.raises(InputError, match="there is no value"):
        SOLVENT.read(None)


def test_an_unknown_option_shows_the_nearest() -> None:
    with pytest.raises(InputError, match="no option is called 'DMX'") as caught:
        choice("solvent", "DMA", "NMP", "DMF").read("DMX")
    assert "'DMA'" in str(caught.value)
    assert "'NMP'" not in str(caught.value)


def test_near_names_do_not_mind_case() -> None:
    assert choice("ligand", "XPhos", "SPhos", "dppf").near("xphos")[0] == "XPhos"


def test_a_label_shows_as_a_near_name_but_the_name_is_said() -> None:
    assert SOLVENT.near("methanl") == ("CO",)


def test_a_spreadsheet_number_is_the_option_of_that_number() -> None:
    assert choice("volume", "50", "100").read(50.0) == "50"
    assert choice("volume", "50.0", "50").read(50.0) == "50.0"


@pytest.mark.parametrize("label", ["A", "one"])
def test_labels_do_not_clash(label: str) -> None:
    with pytest.raises(ValidationError, match="a label stands twice"):
        Categorical(
            name="x",
            options=(Option(name="A", label="one"), Option(name="B", label=label)),
        )


def test_a_listed_number_is_found_however_it_is_written() -> None:
    equivalents = Discrete(name="equiv", numbers=(1, 0.3, 5))
    assert [equivalents.read(raw) for raw in (1, "1.0", 0.1 + 0.2, " 5 ")] == [1, 1, 0.3, 5]


@pytest.mark.parametrize("raw", ["nan", "inf", math.nan, -math.inf, "three", None, True, "", [1]])
def test_what_is_no_number_is_refused(raw: object) -> None:
    for parameter in (
        Discrete(name="x", numbers=(1, 2)),
        Integer(name="x", low=0, high=9),
        Continuous(name="x", low=0, high=9),
    ):
        with pytest.raises(InputError, match=r"x: .* is not a number"):
            parameter.read(raw)


def test_numbers_outside_are_refused() -> None:
    with pytest.raises(InputError, match="the nearest are 1, 5") as caught:
        Discrete(name="x", numbers=(5, 1, 50)).read(2.5)
    assert "2.5 is not one of its values" in str(caught.value)
    with pytest.raises(InputError, match="no whole number from 0 to 9"):
        Integer(name="x", low=0, high=9).read(2.5)
    with pytest.raises(InputError, match="lies outside 0 to 9"):
        Continuous(name="x", low=0, high=9).read(9.001)


def test_bounds_that_do_not_fit_are_refused() -> None:
    for wrong in (
        {"kind": "integer", "name": "x", "low": 3, "high": 2},
        {"kind": "continuous", "name": "x", "low": 1, "high": 1},
        {"kind": "continuous", "name": "x", "low": -1.7e308, "high": 1.7e308},
        {"kind": "discrete", "name": "x", "numbers": (1, 1.0)},
        {"kind": "categorical", "name": "x", "options": ({"name": "A"}, {"name": "A"})},
    ):
        with pytest.raises(ValidationError, match="x: "):
            _kind(str(wrong["kind"])).model_validate(wrong)


def _kind(
    kind: str,
) -> type[Integer] | type[Continuous] | type[Discrete] | type[Categorical]:
    kinds = (Integer, Continuous, Discrete, Categorical)
    return next(each for each in kinds if each.model_fields["kind"].default == kind)


@given(parameters("x"), st.floats(0, 1, exclude_max=True))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_every_share_is_a_value(parameter: Parameter, share: float) -> None:
    value = parameter.at(share)
    assert parameter.read(value) == value


def test_shares_spread_evenly_over_the_values() -> None:
    grid = [place / 12 for place in range(12)]
    numbers = Discrete(name="x", numbers=(5, 1, 3))
    assert [numbers.at(share) for share in grid] == [1] * 4 + [3] * 4 + [5] * 4
    assert [Integer(name="x", low=-1, high=1).at(share) for share in grid[::4]] == [-1, 0, 1]


def test_large_whole_numbers_are_not_rounded() -> None:
    grains = Integer(name="grains", low=0, high=10**30)
    assert grains.read(10**29 + 1) == 10**29 + 1
    with pytest.raises(InputError, match="is no whole number from 0"):
        grains.read(10**400)
    with pytest.raises(InputError, match="is not a number"):
        Continuous(name="x", low=0, high=1).read(10**400)
