"""The loop: what is asked, what is told, what is recognised and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from orthought.campaign import Campaign, Objective, Observation, Proposer, RandomProposer
from orthought.errors import BudgetError, InputError, OrthoughtError, SettingsError, UsageError
from tests.campaign.loop.worlds import (
    COUNTING,
    SPACE,
    WARM,
    YIELD,
    Counting,
    Plain,
    lines_of,
    measure,
    rows_for,
)

POINT = {"ligand": "L1", "base": 2, "solvent": "None"}


def begun(**options: Any) -> Campaign:
    return Campaign(SPACE, YIELD, **{"proposer": COUNTING, **options})


@pytest.mark.covers("campaign-ask-tell")
def test_ask_and_tell_to_the_end_of_the_budget() -> None:
    with begun(batch=4, budget=10) as campaign:
        sizes = []
        while campaign.status().left or campaign.open_proposals:
            sizes.append(len(campaign.ask()))
            receipt = campaign.tell(rows_for(campaign))
            assert (receipt.answered, receipt.open) == (sizes[-1], 0)
        assert sizes == [4, 4, 2]
        status = campaign.status()
        assert (status.answered, status.batches, status.left) == (10, 3, 0)
        best = max(campaign.observations, key=lambda row: row.values["yield"] or 0)
        assert status.best == (best,)
        assert {row.batch for row in campaign.observations} == {1, 2, 3}
        assert campaign.observations[-1].reason == "after 8"
        with pytest.raises(BudgetError, match="10 experiments is used up"):
            campaign.ask()


@pytest.mark.covers("campaign-ask-tell")
def test_open_proposals_come_again_and_nobody_is_asked_twice() -> None:
    proposer = Counting(SPACE, YIELD)
    campaign = Campaign(SPACE, YIELD, proposer=proposer)
    first = campaign.ask(3)
    assert campaign.ask(2) == first
    assert campaign.ask() == first
    campaign.tell({**first[1].point, "yield": 5})
    assert campaign.ask(9) == (first[0], first[2])
    assert proposer.asked == [3]


def test_what_is_given_up_is_not_proposed_again() -> None:
    campaign = begun(budget=6)
    first = campaign.ask(2)
    assert campaign.give_up() == 2
    second = campaign.ask(2)
    assert not [each for each in second if each.point in [old.point for old in first]]
    assert campaign.observations == ()
    assert campaign.status().left == 4
    late = campaign.tell({**first[0].point, "yield": 9})
    assert (late.extra, late.open) == (1, 2)


@pytest.mark.covers("campaign-told-twice")
def test_results_told_twice_are_recognised() -> None:
    campaign = begun()
    campaign.ask(3)
    rows = rows_for(campaign)
    campaign.tell(rows)
    again = campaign.tell([*rows, rows[0]])
    assert (again.repeats, again.answered, again.extra) == (4, 0, 0)
    assert len(campaign.observations) == 3


@pytest.mark.covers("campaign-told-twice")
def test_a_contradiction_is_an_error_until_somebody_says_what_it_is() -> None:
    campaign = begun()
    campaign.tell({**POINT, "yield": 50})
    other = {**POINT, "yield": 60}
    with pytest.raises(InputError, match=r"told before with yield = 50.0, and now with yield = 60"):
        campaign.tell(other)
    with pytest.raises(InputError, match="row 2"):
        campaign.tell([{**POINT, "base": 3, "yield": 1}, {**POINT, "base": 3, "yield": 2}])
    assert campaign.tell(other, repeats="replicate").extra == 1
    assert [row.values["yield"] for row in campaign.observations] == [50, 60]
    assert campaign.tell({**POINT, "yield": 50}).repeats == 1
    assert campaign.tell({**POINT, "yield": 70, "replicate": 3}).extra == 1
    assert campaign.tell({**POINT, "yield": 71}, repeats="correct").corrected == 1
    assert [row.values["yield"] for row in campaign.observations] == [50, 60, 71]


def test_a_correction_changes_what_is_proposed_next() -> None:
    def ask_after(*values: float) -> Any:
        campaign = Campaign(WARM, YIELD, proposer="gp", seed=3)
        for step, value in enumerate(values):
            row = {"ligand": f"L{step % 3}", "temperature": 30 + 20 * step, "yield": value}
            campaign.tell(row)
        return campaign

    corrected = ask_after(5, 90, 10)
    corrected.ask()
    corrected.give_up()
    straight = ask_after(5, 90, 10)
    corrected = ask_after(95, 90, 10)
    corrected.tell({"ligand": "L0", "temperature": 30, "yield": 5}, repeats="correct")
    assert corrected.ask()[0].point == straight.ask()[0].point
    assert corrected.observations == straight.observations


def test_an_own_object_cannot_be_corrected_behind_its_back() -> None:
    campaign = Campaign(SPACE, YIELD, proposer=Counting(SPACE, YIELD))
    campaign.ask()
    campaign.tell(rows_for(campaign))
    campaign.tell({**rows_of(campaign)[0], "yield": 1}, repeats="correct")
    with pytest.raises(UsageError, match="only its owner"):
        campaign.ask()


def rows_of(campaign: Campaign) -> list[dict[str, Any]]:
    return [{**row.point, **row.values} for row in campaign.observations]


@pytest.mark.parametrize(
    ("row", "said", "fix"),
    [
        ({**POINT, "ligand": "L9", "yield": 1}, "no option is called 'L9'", "L1"),
        ({**POINT, "base": 7, "yield": 1}, "7 is not one of its values", "3"),
        ({**POINT, "yield": float("nan")}, "nan", "finite"),
        ({**POINT, "yield": "high"}, "'high' is not a number", "failed"),
        ({**POINT, "yield": True}, "True", "number"),
        ({**POINT, "yield": 3, "colour": "red"}, "'colour'", "remove it"),
        ({**POINT, "yeild": 3}, "'yeild'", "yield"),
        ({"ligand": "L1", "yield": 3}, "a value is missing for base, solvent", "each"),
        ({**POINT, "ligand": None, "yield": 3}, "missing for ligand", "each"),
        ({**POINT, "yield": 3, "proposal": "9.9"}, "there is no proposal '9.9'", "1.2"),
        (17, "int is no row", "mappings"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_a_bad_row_is_named_and_nothing_is_lost(
    row: Any, said: str, fix: str, tmp_path: Path
) -> None:
    with begun(folder=tmp_path / "run") as campaign:
        campaign.ask(2)
        good = rows_for(campaign)
        before = lines_of(tmp_path / "run")
        with pytest.raises(InputError) as caught:
            campaign.tell([good[0], row, good[1]])
        assert said in caught.value.message
        assert fix in str(caught.value.fix)
        assert caught.value.message.startswith("row 2")
        assert lines_of(tmp_path / "run") == before
        assert campaign.observations == ()
        assert campaign.tell(good).answered == 2


def test_failed_and_unfinished_experiments_are_two_things() -> None:
    campaign = begun()
    first, second, third = campaign.ask(3)
    receipt = campaign.tell(
        [
            {**first.point, "yield": None},
            {**second.point, "yield": ""},
            {**third.point, "yield": "Failed"},
        ]
    )
    assert (receipt.answered, receipt.waiting, receipt.open) == (2, 1, 1)
    assert campaign.status().failed == 2
    assert campaign.open_proposals == (second,)


def test_several_objectives_and_their_front() -> None:
    wanted = [Objective(name="yield"), Objective(name="cost", direction="minimize")]
    campaign = Campaign(SPACE, wanted, proposer="random")
    for ligand, result, cost in (("L0", 50, 5), ("L1", 60, 9), ("L2", 40, 9)):
        campaign.tell({**POINT, "ligand": ligand, "yield": result, "cost": cost})
    front = {row.point["ligand"] for row in campaign.status().front}
    assert front == {"L0", "L1"}
    campaign.tell({**POINT, "ligand": "L3", "yield": 70})
    assert campaign.observations[-1].values == {"yield": 70, "cost": None}


def test_continuous_proposals_are_carried_out_as_well_as_one_can() -> None:
    campaign = Campaign(WARM, YIELD, proposer="random", seed=1)
    (proposal,) = campaign.ask()
    set_to = round(float(proposal.point["temperature"]), 1)
    receipt = campaign.tell({**proposal.point, "temperature": set_to, "yield": "44 %"})
    assert receipt.answered == 1
    assert campaign.observations[0].point["temperature"] == set_to
    assert campaign.observations[0].values == {"yield": 44.0}


def test_a_proposal_can_be_answered_by_its_number_alone() -> None:
    campaign = begun()
    first, second = campaign.ask(2)
    assert campaign.tell({"proposal": "1.2", "yield": 7}).answered == 1
    assert campaign.observations[0].point == second.point
    assert campaign.open_proposals == (first,)
    assert campaign.tell({"proposal": "1.2", "yield": 7}).repeats == 1


def test_observations_and_data_frames_can_be_told() -> None:
    campaign = begun()
    frame = pd.DataFrame([{**POINT, "yield": 3.5}, {**POINT, "base": 1, "yield": 4.5}])
    assert campaign.tell(frame).extra == 2
    assert campaign.tell(campaign.observations).repeats == 2
    with pytest.raises(InputError, match="str holds no rows"):
        campaign.tell("yield=3")


def test_a_result_that_breaks_a_rule_is_kept_with_a_warning() -> None:
    from orthought.campaign.space.writing import read_rules

    rules = read_rules(["forbid ligand = L1"], SPACE.parameters)
    space = SPACE.model_copy(update={"rules": rules})
    campaign = Campaign(space, YIELD, proposer="random")
    assert "breaks a rule" in campaign.tell({**POINT, "yield": 3}).warnings[0]
    assert len(campaign.observations) == 1


def test_known_results_are_told_before_anything_is_asked() -> None:
    campaign = begun(known=[{**POINT, "yield": 12}], budget=3)
    assert campaign.observations == (Observation(point=POINT, values={"yield": 12.0}, batch=0),)
    assert campaign.status().left == 3


def test_known_results_that_do_not_fit_leave_no_campaign_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="row 1"):
        begun(folder=tmp_path / "run", known=[{**POINT, "yield": "much"}])
    assert lines_of(tmp_path / "run") == []
    with begun(folder=tmp_path / "run", known=[{**POINT, "yield": 3}]) as campaign:
        assert len(campaign.observations) == 1


@pytest.mark.covers("campaign-own-proposer")
def test_any_object_with_two_methods_is_a_proposer() -> None:
    campaign = Campaign(SPACE, YIELD, proposer=Plain())
    (proposal,) = campaign.ask(2)
    assert (proposal.point["base"], proposal.proposer) == (1.0, "Plain")
    assert isinstance(RandomProposer(SPACE, YIELD), Proposer)


@pytest.mark.covers("campaign-own-proposer")
def test_a_class_and_an_import_path_are_proposers() -> None:
    by_class = Campaign(SPACE, YIELD, proposer=Counting, options={"step": 7})
    by_path = Campaign(SPACE, YIELD, proposer=COUNTING, options={"step": 7})
    assert by_class.plan == by_path.plan
    assert by_class.ask(2) == by_path.ask(2)
    assert Campaign(SPACE, YIELD, proposer=RandomProposer).plan.proposer.name == "random"


class Wanders(Plain):
    def __init__(self, point: Any) -> None:
        self.point = point

    def ask(self, n: int) -> Any:
        return self.point


@pytest.mark.parametrize(
    ("proposer", "options", "said"),
    [
        ("gpp", {}, "no proposer 'gpp'"),
        ("no.such.module:Class", {}, "cannot be imported"),
        ("orthought.errors:InputError", {}, "no proposer"),
        (COUNTING, {"stepp": 3}, "no option 'stepp'"),
        (object(), {}, "lacks ask and tell"),
        (Plain(), {"step": 3}, "built already"),
        ("gp", {"acquisition": "luck"}, "luck"),
        (Wanders([{"ligand": "L9", "base": 1, "solvent": "DMA"}]), {}, "left the space"),
        (Wanders("L1"), {}, "no proposals"),
        (Wanders([3]), {}, "proposed 3"),
        (Wanders([{"ligand": ["L1"]}]), {}, "proposed"),
    ],
)
@pytest.mark.covers("campaign-own-proposer")
def test_a_proposer_that_does_not_fit(proposer: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(OrthoughtError, match=said):
        Campaign(SPACE, YIELD, proposer=proposer, options=options).ask()


@pytest.mark.parametrize("count", [0, -1, True, 2.5, "3"])
@pytest.mark.covers("campaign-bad-input")
def test_asking_for_nothing(count: Any) -> None:
    with pytest.raises(UsageError, match="asks for nothing"):
        begun().ask(count)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"budget": 0}, "budget = 0: must be at least 1"),
        ({"batch": 0}, "batch = 0: must be at least 1"),
        ({"seed": -1}, "seed"),
    ],
)
@pytest.mark.covers("campaign-bad-input")
def test_numbers_that_do_not_fit(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        begun(**options)
    with pytest.raises(SettingsError, match="no objective"):
        Campaign(SPACE, [])


def test_an_exhausted_space_proposes_nothing_more() -> None:
    campaign = begun()
    for _ in range(6):
        campaign.ask(5)
        campaign.tell(rows_for(campaign))
    assert len(campaign.observations) == SPACE.size == 24
    assert campaign.ask() == ()


def test_a_closed_campaign_says_so() -> None:
    campaign = begun()
    campaign.close()
    campaign.close()
    with pytest.raises(UsageError, match="is closed"):
        campaign.ask()


async def test_computing_proposers_are_asked_in_an_event_loop_too() -> None:
    campaign = begun()
    first = await campaign.ask_async(2)
    assert campaign.ask(2) == first
    await campaign.aclose()


def test_the_proposer_sees_results_in_the_order_in_which_they_were_told() -> None:
    proposer = Counting(SPACE, YIELD)
    campaign = Campaign(SPACE, YIELD, proposer=proposer, known=[{**POINT, "yield": 1}])
    campaign.ask(2)
    campaign.tell(rows_for(campaign))
    campaign.tell({**POINT, "base": 3, **measure(POINT)})
    assert proposer.told == [1, 2, 1]
    assert tuple(proposer.rows) == campaign.observations
