"""The random proposer: new points, evenly, to the last one."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.memory import draw_new
from orthought.campaign.proposers.random import RandomProposer
from orthought.campaign.protocol import Proposer
from orthought.campaign.space import Integer, Listed, Point, Space, read_rule
from orthought.errors import InputError
from tests.campaign.gp.worlds import mixed_space, reaction_space

YIELD = (Objective(name="yield"),)


def row(point: Point, value: float | None = 1.0) -> Observation:
    return Observation(point=point, values={"yield": value})


def test_it_is_a_proposer_by_its_interface() -> None:
    proposer = RandomProposer(reaction_space(), YIELD)
    assert isinstance(proposer, Proposer)
    assert proposer.name == "random"
    (proposal,) = proposer.ask(1)
    assert proposal.proposer == "random"
    assert proposal.reason


@given(seed=st.integers(0, 100), sizes=st.lists(st.integers(0, 7), max_size=8))
@settings(derandomize=True, deadline=None, max_examples=30)
def test_no_point_comes_twice_and_the_space_is_used_up(seed: int, sizes: list[int]) -> None:
    space = reaction_space()
    proposer = RandomProposer(space, YIELD, seed=seed)
    seen: set[tuple[object, ...]] = set()
    for size in [*sizes, 30]:
        asked = proposer.ask(size)
        assert len(asked) == min(size, 18 - len(seen))
        seen.update(space.key(proposal.point) for proposal in asked)
        proposer.tell([row(proposal.point) for proposal in asked])
    assert len(seen) == 18
    assert proposer.ask(3) == []


def test_told_the_same_it_asks_the_same_whatever_it_was_asked_before() -> None:
    proposer, other = (RandomProposer(mixed_space(), YIELD, seed=5) for _ in range(2))
    first = proposer.ask(3)
    assert proposer.ask(3) == first
    rows = [row(proposal.point) for proposal in first]
    proposer.tell(rows)
    for one in rows:
        other.tell([one])
    assert proposer.ask(4) == other.ask(4)
    assert proposer.ask(4) != first
    assert RandomProposer(mixed_space(), YIELD, seed=6).ask(3) != first


def test_every_point_is_drawn_about_equally_often() -> None:
    space = reaction_space()
    drawn = Counter(
        space.key(proposal.point)
        for seed in range(600)
        for proposal in RandomProposer(space, YIELD, seed=seed).ask(3)
    )
    # 100 are expected of each; 60 and 140 lie more than four standard deviations away.
    assert len(drawn) == 18
    assert min(drawn.values()) > 60
    assert max(drawn.values()) < 140


def test_rules_are_kept() -> None:
    plain = mixed_space()
    rule = read_rule("temperature <= 70", plain.parameters)
    space = Space(parameters=plain.parameters, rules=(rule,))
    asked = RandomProposer(space, YIELD).ask(50)
    assert len(asked) == 50
    assert all(space.allows(proposal.point) for proposal in asked)


def test_the_last_points_of_a_large_space_are_found() -> None:
    """100,000 points of which all but two are taken: drawing alone would hardly meet them."""
    space = Space(parameters=(Integer(name="a", low=1, high=100_000),))
    taken = {(number,) for number in range(3, 100_001)}
    generator = RandomProposer(space, YIELD)._memory.generator()
    found = draw_new(space, generator, taken, 5)
    assert sorted(point["a"] for point in found) == [1, 2]


def test_an_unknown_option_is_refused_and_nothing_is_taken_in() -> None:
    proposer = RandomProposer(reaction_space(), YIELD)
    good, bad = ({"ligand": n, "solvent": "DMA", "loading": 1} for n in ("XPhos", "XFos"))
    before = proposer.ask(18)
    with pytest.raises(InputError, match="XFos"):
        proposer.tell([row(good), row(bad)])
    assert proposer.ask(18) == before


def test_a_space_that_rules_list_is_drawn_from_its_list() -> None:
    space = Space(
        parameters=reaction_space().parameters,
        rules=(
            Listed(
                parameters=("ligand", "solvent", "loading"),
                rows=(("XPhos", "DMA", 1), ("SPhos", "NMP", 5)),
            ),
        ),
    )
    asked = RandomProposer(space, YIELD).ask(4)
    assert {proposal.point["ligand"] for proposal in asked} == {"XPhos", "SPhos"}
    assert len(asked) == 2
