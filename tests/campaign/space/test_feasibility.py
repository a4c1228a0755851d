"""Rules that leave nothing: proven, named, or said to be in doubt."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.space import Forbid, Listed, Space
from orthought.campaign.space.feasibility import conflict, search
from orthought.campaign.space.program import RuleProgram
from orthought.campaign.space.writing import write_rule
from orthought.errors import InputError
from orthought.outcome import Termination
from orthought.solvers import solve
from tests.campaign.space.cases import amination, choice, rules, shares, whole


def _space(*texts: str, high: int = 99, **more: tuple[object, ...]) -> Space:
    parameters = (*whole(*"abcdef", high=high), *more.get("more", ()))
    return Space.model_validate({"parameters": parameters, "rules": texts})


def test_an_example_is_allowed_and_always_the_same() -> None:
    space = amination("forbid base = MTBD", "hours = 3")
    assert space.example() == space.example()
    assert space.allows(space.example())


@pytest.mark.parametrize("high", [2, 9, 99])  # listed, listable, too large to list
def test_rules_that_exclude_each_other_are_named(high: int) -> None:
    space = _space("a + b >= 3", "c + d <= 3", "a + b + c <= 2", "e >= 1", high=high)
    with pytest.raises(InputError, match="these exclude each other") as caught:
        space.example()
    assert "'require a + b >= 3'; 'require a + b + c <= 2'" in str(caught.value)
    assert "require e" not in str(caught.value)
    with pytest.raises(InputError, match="these exclude each other"):
        space.sample(np.random.default_rng(0), 1)
    assert [write_rule(rule) for rule in conflict(space)] == [
        "require a + b >= 3",
        "require a + b + c <= 2",
    ]


def test_a_rule_that_leaves_nothing_alone_is_named_alone() -> None:
    with pytest.raises(InputError, match=r"the rule 'require a \+ b < 0' leaves no point"):
        _space("a + b < 0", "c > 1").example()


@pytest.mark.parametrize(
    "texts",
    [
        ("a+b+c+d+e+f = 594",),
        ("a = 3", "b = 4", "c + d = 197", "when a = 3 require e + f < 1"),
        ("forbid a > 0 or b > 0 or c != 7", "not (d <= 98) and e not in [1, 2]", "f in [50]"),
        ("a - b >= 99", "forbid c < 99 and d < 99", "a = 99 or b = 3", "e in [3]"),
    ],
)  # fmt: skip
def test_the_one_corner_that_is_left_is_found(texts: tuple[str, ...]) -> None:
    space = _space(*texts)
    assert space.allows(space.example())


def test_mixed_spaces_are_searched_exactly() -> None:
    more = (choice("s", "x", "y", "z"), *shares("u", "v"))
    texts = ("a+b+c+d+e+f = 594", "u + v = 0.001", "when s in [x, y] require v >= 0.5", "s != x")
    point = _space(*texts, more=more).example()
    assert point["s"] == "z"
    assert float(point["u"]) + float(point["v"]) == pytest.approx(0.001)
    with pytest.raises(InputError, match="these exclude each other"):
        _space(*texts, "s = y", more=more).example()


def test_a_listing_in_a_huge_space_is_searched() -> None:
    second = tuple(("2", str(number)) for number in range(60))
    space = Space(
        parameters=(*(choice(name, *map(str, range(60))) for name in "abcd"),),
        rules=(
            Listed(parameters=("a", "b"), rows=(("1", "2"), ("3", "4"))),
            Listed(parameters=("b", "c"), rows=second, allowed=False),
            "c = 59",
        ),
    )
    assert {name: space.example()[name] for name in "abc"} == {"a": "3", "b": "4", "c": "59"}
    with pytest.raises(InputError, match="these exclude each other"):
        space.model_copy(update={"rules": (*space.rules, "a = 1")}).example()


def test_an_empty_listing_leaves_nothing() -> None:
    space = _space().model_copy(update={"rules": (Listed(parameters=tuple("abcdef"), rows=()),)})
    with pytest.raises(InputError, match=r"the rule 'only the 0 listed .* leaves no point"):
        space.example()


def test_what_cannot_be_proven_is_doubted() -> None:
    # A table with numbers that have no column of their own is left out of the program.
    listed = Listed(parameters=("a", "b"), rows=((1, 2),))
    space = _space("a = 3").model_copy(update={"rules": (listed, "a = 3")})
    with pytest.raises(InputError, match="though there may be one"):
        space.example()


SMALL = (choice("p", "x", "y", "z"), *whole("m", "n", high=3))


@given(st.lists(rules(SMALL), min_size=1, max_size=4))
@settings(derandomize=True, deadline=None, max_examples=25)
def test_the_program_says_the_same_as_listing(stated: list[Forbid]) -> None:
    space = Space(parameters=SMALL, rules=tuple(stated))
    points = list(space.points())
    program = RuleProgram(space, loose=False)
    outcome = solve(program.instance())
    if points:
        assert outcome.values is not None
        assert program.point(outcome.values) in points
    else:
        assert outcome.termination is Termination.INFEASIBLE
        assert solve(RuleProgram(space, loose=True).instance()).values is None
    assert (search(space).point in points) if points else search(space).proven
