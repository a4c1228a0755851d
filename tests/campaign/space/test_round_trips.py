"""Every public type of a campaign's data survives JSON."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.base import Model
from orthought.campaign.observations import (
    Desirability,
    Objective,
    Observation,
    Proposal,
    Selectivity,
)
from orthought.campaign.space import Space
from orthought.campaign.trajectory import Trajectory
from orthought.solution import Usage
from tests.campaign.space.cases import NAMES, parameters, rules, spaces

FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.text(max_size=5) | st.integers(-(10**20), 10**20) | FINITE
POINTS = st.dictionaries(NAMES, VALUES, max_size=3)
OBSERVATIONS = st.builds(
    Observation,
    point=POINTS,
    values=st.dictionaries(NAMES, st.none() | FINITE, max_size=2),
    batch=st.integers(0, 99),
    reason=st.text(max_size=9),
)
PROPOSALS = st.builds(
    Proposal,
    point=POINTS,
    reason=st.text(max_size=9),
    proposer=st.text(max_size=5),
    repaired=st.booleans(),
    fault=st.sampled_from(["", "invalid", "repeat"]),
    raw=st.text(max_size=9),
)
DESIRABILITIES = st.builds(
    Desirability, low=st.just(-1.5), high=st.just(2.0), target=st.none() | st.floats(-1, 1)
)
SELECTIVITIES = st.lists(st.tuples(NAMES, NAMES), min_size=1, max_size=3).map(
    lambda pairs: Selectivity(
        desired=tuple(one for one, _ in pairs), undesired=tuple(other for _, other in pairs)
    )
)
OBJECTIVES = st.builds(
    Objective,
    name=NAMES,
    direction=st.sampled_from(["maximize", "minimize"]),
    unit=st.text(max_size=3),
    weight=st.floats(0.001, 1000),
    desirability=st.none() | DESIRABILITIES,
    selectivity=st.none() | SELECTIVITIES,
)


@st.composite
def _trajectories(draw: st.DrawFn) -> Trajectory:
    length = draw(st.integers(0, 3))
    return Trajectory(
        set_name=draw(st.text(max_size=5)),
        proposer=draw(st.text(max_size=5)),
        seed=draw(st.integers(0, 2**63)),
        budget=draw(st.integers(1, 99)),
        known=tuple(draw(st.lists(OBSERVATIONS, max_size=2))),
        proposals=tuple(draw(PROPOSALS) for _ in range(length)),
        observations=tuple(draw(OBSERVATIONS) for _ in range(length)),
        usage=draw(st.none() | st.builds(Usage)),
        seconds=draw(st.floats(0, 1e6)),
    )


@st.composite
def _rules(draw: st.DrawFn) -> Model:
    return draw(rules((draw(parameters("a")), draw(parameters("b")))))


@pytest.mark.parametrize(
    "strategy",
    [spaces(), parameters("x"), _rules(), OBSERVATIONS, PROPOSALS, OBJECTIVES, _trajectories()],
    ids=["space", "parameter", "rule", "observation", "proposal", "objective", "trajectory"],
)
def test_json_there_and_back(strategy: st.SearchStrategy[Model]) -> None:
    @given(strategy)
    @settings(derandomize=True, deadline=None, max_examples=40)
    def check(original: Model) -> None:
        again = type(original).model_validate_json(original.model_dump_json())
        assert again == original
        assert again.model_dump_json() == original.model_dump_json()
        assert type(original).model_validate(original.model_dump(mode="json")) == original

    check()


@given(spaces())
@settings(derandomize=True, deadline=None, max_examples=40)
def test_a_space_read_back_is_the_same_space(space: Space) -> None:
    again = Space.model_validate_json(space.model_dump_json())
    places = [[share / 5] * len(space.names) for share in range(5)]
    assert [again.at(place) for place in places] == [space.at(place) for place in places]
    assert [again.allows(again.at(p)) for p in places] == [
        space.allows(space.at(p)) for p in places
    ]
