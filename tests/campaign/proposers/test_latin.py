"""Latin hypercubes: even in each parameter, new points only, rules kept."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.latin_hypercube import LatinHypercubeProposer, make_design
from orthought.campaign.protocol import Proposer
from orthought.campaign.space import Point, Space, read_rule
from orthought.errors import SettingsError
from tests.campaign.gp.worlds import mixed_space, reaction_space

YIELD = (Objective(name="yield"),)


def row(point: Point) -> Observation:
    return Observation(point=point, values={"yield": 1.0})


@given(seed=st.integers(0, 1000), size=st.integers(2, 40))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_each_stretch_of_a_number_and_each_option_comes_equally_often(seed: int, size: int) -> None:
    points = make_design(mixed_space(), size, [seed])
    stretches = sorted(int((float(p["temperature"]) - 20) / 100 * size) for p in points)
    assert stretches == list(range(size))
    counts = Counter(point["base"] for point in points)
    assert max(counts.values()) - min(counts[b] for b in ("Et3N", "DBU", "K2CO3")) <= 2


def test_of_several_designs_the_one_spread_widest_is_taken() -> None:
    """The nearest two points lie farther apart than in most plain designs."""
    space = Space(parameters=mixed_space().parameters[3:])

    def nearest(points: list[Point]) -> float:
        return min(space.distance(a, b) for k, a in enumerate(points) for b in points[:k])

    designs = [nearest(make_design(space, 10, [seed])) for seed in range(20)]
    plain = []
    for seed in range(20):
        drawn = LatinHypercubeProposer(space, YIELD, seed=seed, size=1)
        plain.append(nearest([proposal.point for proposal in drawn.ask(10)]))
    assert sorted(designs)[10] > sorted(plain)[10]


def test_no_point_comes_twice_and_the_space_is_used_up() -> None:
    space = reaction_space()
    proposer = LatinHypercubeProposer(space, YIELD, size=7)
    seen = []
    while asked := proposer.ask(4):
        seen += [space.key(proposal.point) for proposal in asked]
        proposer.tell([row(proposal.point) for proposal in asked])
    assert len(seen) == len(set(seen)) == 18


def test_one_by_one_is_the_same_design_as_all_at_once() -> None:
    space = mixed_space()
    whole = [proposal.point for proposal in LatinHypercubeProposer(space, YIELD, size=6).ask(12)]
    proposer = LatinHypercubeProposer(space, YIELD, size=6)
    single = []
    for _ in range(12):
        (proposal,) = proposer.ask(1)
        assert proposer.ask(1) == [proposal]
        single.append(proposal.point)
        proposer.tell([row(proposal.point)])
    assert single == whole


def test_what_was_known_before_is_left_out_of_the_design() -> None:
    space = reaction_space()
    design = make_design(space, 6, [0])
    proposer = LatinHypercubeProposer(space, YIELD, size=6)
    proposer.tell([row(design[0]), row(design[3])])
    found = [proposal.point for proposal in proposer.ask(4)]
    assert found == [design[1], design[2], design[4], design[5]]


def test_rules_are_kept_by_the_nearest_allowed_points() -> None:
    plain = reaction_space()
    rule = read_rule("forbid ligand = XPhos and loading >= 2", plain.parameters)
    space = Space(parameters=plain.parameters, rules=(rule,))
    proposer = LatinHypercubeProposer(space, YIELD, size=14)
    points = [proposal.point for proposal in proposer.ask(30)]
    assert len(points) == 14
    assert all(map(space.allows, points))


def test_a_design_has_points() -> None:
    with pytest.raises(SettingsError, match="0 points"):
        LatinHypercubeProposer(reaction_space(), YIELD, size=0)


def test_it_is_a_proposer_by_its_interface() -> None:
    assert isinstance(LatinHypercubeProposer(reaction_space(), YIELD), Proposer)
