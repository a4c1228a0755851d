"""BayBE as a proposer, where it is installed; and the words where it is not."""

from __future__ import annotations

import importlib.util

import pytest

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.baybe import BaybeProposer
from orthought.campaign.space import Categorical, Continuous, Discrete, Option, Space, read_rule
from orthought.errors import MissingExtraError
from tests.campaign.gp.worlds import mixed_space, options, reaction_space

INSTALLED = importlib.util.find_spec("baybe") is not None
needs_baybe = pytest.mark.skipif(
    not INSTALLED, reason="baybe is not installed (it brings torch): pip install 'orthought[baybe]'"
)
pytestmark = [pytest.mark.filterwarnings("ignore")]
YIELD = (Objective(name="yield"),)


def row(space: Space, proposal: Proposal, value: float | None = None) -> Observation:
    """Return a result: the more of the last parameters' options, the better."""
    number = 10.0 * sum(float(v) for v in proposal.point.values() if not isinstance(v, str))
    return Observation(point=proposal.point, values={"yield": number if value is None else value})


@pytest.mark.skipif(INSTALLED, reason="baybe is installed")
def test_without_it_the_line_to_install_it_is_named() -> None:
    with pytest.raises(MissingExtraError) as raised:
        BaybeProposer(reaction_space(), YIELD)
    assert raised.value.fix is not None
    assert "pip install 'orthought[baybe]'" in raised.value.fix


@needs_baybe
def test_a_small_space_is_used_up_without_a_repeat() -> None:
    space = reaction_space()
    proposer = BaybeProposer(space, YIELD)
    seen = set()
    while asked := proposer.ask(5):
        proposer.tell([row(space, proposal) for proposal in asked])
        seen.update(space.key(proposal.point) for proposal in asked)
    assert len(seen) == 18


@needs_baybe
def test_told_the_same_it_asks_the_same() -> None:
    space = reaction_space()
    first = BaybeProposer(space, YIELD, seed=4)
    rows = [row(space, proposal) for proposal in first.ask(4)]
    first.tell(rows)
    second = BaybeProposer(space, YIELD, seed=4)
    for one in rows:
        second.tell([one])
    assert first.ask(2) == second.ask(2) == first.ask(2)


@needs_baybe
def test_failed_experiments_are_not_proposed_again() -> None:
    space = reaction_space()
    proposer = BaybeProposer(space, YIELD)
    points = list(space.points())
    failed = [Observation(point=point, values={"yield": None}) for point in points[:9]]
    proposer.tell([*failed, Observation(point=points[9], values={"yield": 3.0})])
    keys = {space.key(proposal.point) for proposal in proposer.ask(20)}
    assert keys == {space.key(point) for point in points[10:]}


@needs_baybe
def test_mixed_spaces_with_and_without_rules() -> None:
    plain = mixed_space()
    small = tuple(p for p in plain.parameters if p.name in ("base", "equivalents", "temperature"))
    for rules in ((), (read_rule("temperature <= 70", small),)):
        space = Space(parameters=small, rules=rules)
        proposer = BaybeProposer(space, YIELD)
        proposer.tell([row(space, proposal) for proposal in proposer.ask(3)])
        found = [proposal.point for proposal in proposer.ask(2)]
        assert len(found) == 2
        assert all(space.read(point) == point and space.allows(point) for point in found)


@needs_baybe
def test_descriptors_and_parameters_of_one_value() -> None:
    described = tuple(Option(name=str(k), descriptors={"pKa": float(k)}) for k in range(4))
    space = Space(
        parameters=(
            Categorical(name="base", options=described),
            Categorical(name="solvent", options=options("DMA")),
            Discrete(name="loading", numbers=(1, 2)),
            Continuous(name="time", low=0, high=1),
        )
    )
    proposer = BaybeProposer(space, YIELD)
    proposer.tell([row(space, proposal) for proposal in proposer.ask(3)])
    assert {proposal.point["solvent"] for proposal in proposer.ask(2)} == {"DMA"}
