"""Replaying a recorded run."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.campaign.exchange.iron_mind import write_runs
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.proposers.replay import ReplayProposer
from orthought.campaign.protocol import Proposer
from orthought.campaign.registry import make_proposer
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError

from .spaces import YIELD, answered, point, small_space, told

PROPOSALS = (
    Proposal(point=point("XPhos"), reason="first", proposer="llm"),
    Proposal(point=point("SPhos"), reason="second", proposer="llm", repaired=True),
    Proposal(point={}, proposer="llm", fault="invalid", raw="Xantphos"),
    Proposal(point=point("XPhos"), reason="again", proposer="llm", fault="repeat", raw="a1"),
    Proposal(point=point("None"), reason="last", proposer="llm"),
)


def recorded(proposals: tuple[Proposal, ...] = PROPOSALS) -> Trajectory:
    values = [None if proposal.fault else float(n) for n, proposal in enumerate(proposals)]
    rows = tuple(answered(p, value) for p, value in zip(proposals, values, strict=True))
    return Trajectory(
        set_name="Small",
        proposer="llm",
        budget=len(proposals),
        proposals=proposals,
        observations=rows,
    )


def test_the_record_again_with_reasons_repairs_and_faults() -> None:
    replay = ReplayProposer(small_space(), YIELD, trajectory=recorded())
    assert isinstance(replay, Proposer)
    for proposal in PROPOSALS:
        assert replay.ask(1) == [proposal]
        replay.tell([answered(proposal, None if proposal.fault else 1.0)])
    assert replay.ask(1) == []


def test_what_was_told_is_crossed_off_in_any_order() -> None:
    replay = ReplayProposer(small_space(), YIELD, trajectory=recorded())
    assert replay.ask(2) == list(PROPOSALS[:2])
    replay.tell(told(point("SPhos"), point("None", "NMP")))
    assert [proposal.reason for proposal in replay.ask(2)] == ["first", ""]
    assert replay.ask(1) == replay.ask(1)


def test_from_files(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    file.write_text(recorded().model_dump_json())
    from_file = make_proposer("replay", small_space(), YIELD, options={"trajectory": str(file)})
    assert list(from_file.ask(5)) == list(PROPOSALS)


def test_from_a_run_of_iron_mind(tmp_path: Path) -> None:
    whole = recorded(tuple(p for p in PROPOSALS if not p.fault))
    (folder,) = write_runs(tmp_path, [whole], small_space(), YIELD, family="llm")
    for beside in folder.glob("trajectory.json"):
        beside.unlink()
    replay = ReplayProposer(small_space(), YIELD, trajectory=folder)
    assert [(p.point, p.reason) for p in replay.ask(9)] == [
        (p.point, p.reason) for p in whole.proposals
    ]


def test_points_are_read_as_the_space_has_them() -> None:
    whole = Trajectory(
        set_name="s",
        proposer="p",
        budget=1,
        proposals=(Proposal(point={"loading": 5, "solvent": "DMA", "ligand": "XPhos"}),),
        observations=(Observation(point={}, values={}),),
    )
    (proposal,) = ReplayProposer(small_space(), YIELD, trajectory=whole).ask(1)
    assert list(proposal.point.items()) == list(point("XPhos", "DMA", 5).items())


def test_a_record_of_another_space() -> None:
    other = recorded((Proposal(point=point("Xantphos")),))
    with pytest.raises(InputError, match="proposal 1 of the record"):
        ReplayProposer(small_space(), YIELD, trajectory=other)


@pytest.mark.parametrize("content", [None, "", "[]", '{"set_name": "x"}', "\x00"])
def test_no_record(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "run.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(InputError, match="holds no recorded run"):
        ReplayProposer(small_space(), YIELD, trajectory=file)


def test_no_experiments_cannot_be_asked_for() -> None:
    with pytest.raises(InputError, match="0 experiments"):
        ReplayProposer(small_space(), YIELD, trajectory=recorded()).ask(0)
