"""One number a row: signs, weights, desirability, derived objectives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from orthought.campaign.objectives import (
    complete_values,
    desirability,
    measured_names,
    scores,
    value_of,
    weighted_selectivity,
)
from orthought.campaign.observations import Desirability, Objective, Observation, Selectivity
from orthought.errors import InputError, SettingsError

YIELD = Objective(name="yield", unit="%")
COST = Objective(name="cost", direction="minimize", weight=2, scale=10)
PERCENT = st.floats(0, 100)


def row(**values: float | None) -> Observation:
    """Return an observation with these values."""
    return Observation(point={"a": 1}, values=values)


def test_one_objective_is_its_value_with_the_sign_of_its_direction() -> None:
    rows = [row(**{"yield": 3.0}), row(**{"yield": None}), row(other=1.0)]
    assert scores(rows, [YIELD]) == [3.0, None, None]
    assert scores([row(cost=3.0)], [COST]) == [-3.0]


def test_weights_compare_steps_that_matter() -> None:
    rows = [row(**{"yield": 50.0, "cost": 20.0}), row(**{"yield": 50.0, "cost": None})]
    assert scores(rows, [YIELD, COST]) == [50 - 2 * 20 / 10, None]


def test_desirability_is_a_ramp_or_a_hat() -> None:
    rising = Objective(name="y", desirability=Desirability(low=20, high=60))
    assert [desirability(v, rising) for v in (0, 20, 30, 60, 99)] == [0, 0, 0.25, 1, 1]
    falling = rising.model_copy(update={"direction": "minimize"})
    assert [desirability(v, falling) for v in (20, 30, 60)] == [1, 0.75, 0]
    aimed = Objective(name="y", desirability=Desirability(low=4, high=8, target=7, shape=2))
    assert [desirability(v, aimed) for v in (3, 4, 5.5, 7, 7.5, 8, 9)] == [
        0,
        0,
        0.25,
        1,
        0.25,
        0,
        0,
    ]


def test_desirabilities_multiply_with_their_weights() -> None:
    first = Objective(name="a", weight=3, desirability=Desirability(low=0, high=1))
    second = Objective(name="b", desirability=Desirability(low=0, high=1))
    found = scores([row(a=0.5, b=0.25), row(a=1.0, b=0.0), row(a=1.0, b=9.0)], [first, second])
    assert found[0] == pytest.approx((0.5**3 * 0.25) ** 0.25)
    assert found[1:] == [0.0, 1.0]
    assert scores([row(a=0.5)], [first]) == [pytest.approx(0.5)]


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(PERCENT, PERCENT), min_size=2, max_size=2))
def test_more_of_everything_is_never_less_desirable(values: list[tuple[float, float]]) -> None:
    wanted = [
        Objective(name=name, desirability=Desirability(low=10, high=90, shape=0.5)) for name in "ab"
    ]
    low = row(a=min(v[0] for v in values), b=min(v[1] for v in values))
    high = row(a=max(v[0] for v in values), b=max(v[1] for v in values))
    worse, better = scores([low, high], wanted)
    assert worse is not None
    assert better is not None
    assert 0 <= worse <= better <= 1


@pytest.mark.parametrize(
    ("objectives", "words"),
    [
        ([], "no objective"),
        ([YIELD, YIELD], "same name"),
        (
            [YIELD, Objective(name="b", desirability=Desirability(low=0, high=1))],
            "yield: no bounds",
        ),
    ],
)
def test_objectives_that_do_not_fit_are_told(objectives: list[Objective], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        scores([row(a=1.0)], objectives)


@pytest.mark.parametrize(
    "bounds", [{"low": 1, "high": 1}, {"low": 0, "high": 1, "target": 1}, {"low": 2, "high": 1}]
)
def test_bounds_must_leave_room(bounds: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Desirability(**bounds)


def test_desirability_needs_bounds() -> None:
    with pytest.raises(InputError, match="no bounds"):
        desirability(1.0, YIELD)


def test_weighted_selectivity_is_the_worst_replicate() -> None:
    # 60 * 60/80 = 45 and 50 * 50/55 = 45.45...
    assert weighted_selectivity([60, 50], [20, 5]) == 45
    assert weighted_selectivity([0], [0]) == 0
    assert weighted_selectivity([40], [0]) == 40


@settings(derandomize=True, deadline=None)
@given(st.lists(st.tuples(PERCENT, PERCENT), min_size=1, max_size=4))
def test_selectivity_is_never_above_the_smallest_yield(pairs: list[tuple[float, float]]) -> None:
    desired, undesired = zip(*pairs, strict=True)
    found = weighted_selectivity(desired, undesired)
    assert 0 <= found <= min(desired)
    assert weighted_selectivity(desired, [0] * len(desired)) == min(desired)


@pytest.mark.parametrize(("desired", "undesired"), [([], []), ([1], [1, 2]), ([-1], [2])])
def test_selectivity_needs_pairs_of_yields(desired: list[float], undesired: list[float]) -> None:
    with pytest.raises(InputError):
        weighted_selectivity(desired, undesired)


def test_a_derived_objective_is_computed_from_what_is_measured() -> None:
    rule = Selectivity(desired=("d1", "d2"), undesired=("u1", "u2"))
    wanted = Objective(name="selectivity", selectivity=rule)
    values = {"d1": 60.0, "d2": 50.0, "u1": 20.0, "u2": 5.0}
    assert measured_names([wanted, YIELD]) == ("d1", "d2", "u1", "u2", "yield")
    assert complete_values(values, [wanted, YIELD]) == {**values, "selectivity": 45.0}
    assert scores([row(**values)], [wanted]) == [45.0]
    assert value_of({**values, "u2": None}, wanted) is None
    assert value_of({"selectivity": 7.0}, wanted) == 7.0
    with pytest.raises(ValidationError):
        Selectivity(desired=("a",), undesired=("b", "c"))
