"""Batches under plate rules, whoever proposes."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.campaign import Campaign
from orthought.campaign.plates import Control, PlateRules, ValueLimit
from orthought.errors import InputError
from tests.campaign.loop.worlds import SPACE, WARM, YIELD, Counting, rows_for

LIMITED = PlateRules(limits=(ValueLimit(parameter="ligand", most=2),))


@pytest.mark.parametrize("proposer", ["gp", "random", Counting])
@pytest.mark.covers("campaign-plates")
def test_batches_keep_the_rules_of_the_plate(proposer: object) -> None:
    campaign = Campaign(SPACE, YIELD, proposer=proposer, plate=LIMITED, budget=12)
    seen: list[object] = []
    for _ in range(2):
        batch = campaign.ask(6)
        assert len(batch) == 6
        assert len({each.point["ligand"] for each in batch}) <= 2
        assert not [each for each in batch if each.point in seen]
        assert all(each.reason for each in batch)
        seen += [each.point for each in batch]
        campaign.tell(rows_for(campaign))


def test_controls_stand_on_every_plate() -> None:
    control = {"ligand": "L0", "base": 1, "solvent": "DMA"}
    rules = PlateRules(controls=(Control(point=control, wells=2),))
    campaign = Campaign(SPACE, YIELD, proposer="random", plate=rules)
    for _ in range(2):
        batch = campaign.ask(5)
        assert [each.point == control for each in batch] == [True, True, False, False, False]
        assert campaign.tell(rows_for(campaign)).answered == 5
    assert sum(row.point == control for row in campaign.observations) == 4


def test_continuous_spaces_have_plates_too() -> None:
    campaign = Campaign(WARM, YIELD, proposer="random", plate=LIMITED)
    assert len({each.point["ligand"] for each in campaign.ask(5)}) <= 2


def test_rules_that_cannot_be_kept_are_named_and_nothing_is_proposed(tmp_path: Path) -> None:
    rules = PlateRules(limits=(ValueLimit(parameter="ligand", least=4),))
    with Campaign(
        SPACE, YIELD, proposer="random", plate=rules, folder=tmp_path / "run"
    ) as campaign:
        with pytest.raises(InputError, match="ligand"):
            campaign.ask(3)
        assert campaign.state.batches == ()
        assert len(campaign.ask(4)) == 4


def test_unknown_names_in_the_rules_are_named() -> None:
    rules = PlateRules(limits=(ValueLimit(parameter="ligan", most=2),))
    with pytest.raises(InputError, match="ligan"):
        Campaign(SPACE, YIELD, proposer="random", plate=rules)
