"""A thousand malformed replies: no crash, and no invalid point leaves `ask`."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.campaign.observations import Proposal
from orthought.campaign.space import Point, Space
from orthought.campaign.space.rules import Listed
from orthought.llm.protocol import Request

from .mangled import mangled
from .spaces import mixed_space, proposer, reply, small_space, told

KNOWN = [
    {"ligand": "XPhos", "solvent": "DMA", "loading": 1.0},
    {"ligand": "SPhos", "solvent": "NMP", "loading": 2.5},
]
GOOD = reply(
    {"a": "a1", "b": "b1", "c": 1}, {"a": "a2", "b": "b1", "c": 5}, {"a": "a3", "b": "b2", "c": 1}
)
MIXED = reply({"a": "a1", "b": 1.5, "c": 3, "d": 60}, {"a": "a2", "b": 2, "c": 24, "d": 20.5})


def ruled_space() -> Space:
    rule = Listed(parameters=("ligand", "solvent"), rows=(("None", "NMP"),), allowed=False)
    return Space(parameters=small_space().parameters, rules=(rule,))


def require_valid(proposals: list[Proposal], space: Space, known: list[Point], count: int) -> None:
    assert len(proposals) == count
    keys = [space.key(proposal.point) for proposal in proposals]
    assert len({*keys, *map(space.key, known)}) == count + len(known), "a repeat left ask"
    for proposal in proposals:
        assert space.read(proposal.point) == proposal.point
        assert space.allows(proposal.point)
        assert not proposal.fault
        Proposal.model_validate_json(proposal.model_dump_json())


def propose(text: str, space: Space, known: list[Point], count: int, mode: str) -> list[Proposal]:
    def answer(_request: Request) -> str:
        return text

    ask, _ = proposer(answer, space, mode=mode)
    ask.tell(told(*known))
    return ask.ask(count)


@pytest.mark.parametrize("part", range(4))
def test_no_malformed_reply_gets_through(part: int) -> None:
    """Seven hundred over a space with a rule, in batches of one to three."""
    space = ruled_space()
    for number, text in enumerate(mangled(GOOD, 175, seed=part)):
        count = 1 + number % 3
        require_valid(propose(text, space, KNOWN, count, "valid"), space, KNOWN, count)


def test_nor_over_numbers() -> None:
    """Three hundred over a space of all kinds of parameters."""
    space = mixed_space()
    for text in mangled(MIXED, 300, seed=9):
        require_valid(propose(text, space, [], 2, "valid"), space, [], 2)


def test_the_rules_of_the_paper_name_every_fault() -> None:
    space = ruled_space()
    faults = set()
    for text in mangled(GOOD, 280, seed=5):
        proposals = propose(text, space, KNOWN, 2, "ironmind")
        assert len(proposals) == 2
        for place, proposal in enumerate(proposals):
            faults.add(proposal.fault)
            if proposal.fault == "invalid":
                assert proposal.point == {}
            else:
                assert space.allows(proposal.point)
                before = [*KNOWN, *(other.point for other in proposals[:place])]
                assert (proposal.point in before) == (proposal.fault == "repeat")
            Proposal.model_validate_json(proposal.model_dump_json())
    assert faults == {"", "invalid", "repeat"}


@settings(derandomize=True, deadline=None, max_examples=80)
@given(st.text(max_size=400))
def test_any_text_at_all(text: str) -> None:
    space = ruled_space()
    clean = text.encode("utf-8", "replace").decode()
    require_valid(propose(clean, space, KNOWN, 1, "valid"), space, KNOWN, 1)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["a1", "b2", "c=5"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["a", "b", "c", "experiments", "why", "x"]), inner)
    ),
    max_leaves=12,
)


@settings(derandomize=True, deadline=None, max_examples=80)
@given(JSON)
def test_any_json_at_all(value: object) -> None:
    import json

    space = ruled_space()
    require_valid(propose(json.dumps(value), space, KNOWN, 2, "valid"), space, KNOWN, 2)
