"""A campaign that was killed anywhere goes on as if nothing had happened."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orthought.campaign import Campaign
from orthought.campaign.plan import Plan
from orthought.campaign.record import read_campaign
from orthought.campaign.state import CAMPAIGN_FORMAT
from orthought.errors import InputError, OrthoughtError, RunFolderError, SettingsError
from orthought.llm.scripted import ScriptedModel
from orthought.settings import Settings
from tests.campaign.loop.worlds import (
    COUNTING,
    SPACE,
    WARM,
    YIELD,
    Counting,
    answering_model,
    lines_of,
    rows_for,
)

FIXTURE = Path(__file__).resolve().parents[2] / "data" / "campaign-format-1"
Opener = Callable[[Path], Campaign]


def by_name(folder: Path) -> Campaign:
    return Campaign(SPACE, YIELD, proposer=COUNTING, folder=folder, batch=3, budget=8)


def by_process(folder: Path) -> Campaign:
    return Campaign(SPACE, YIELD, proposer="gp", folder=folder, batch=2, budget=4, seed=4)


def by_model(folder: Path) -> Campaign:
    return Campaign(
        SPACE,
        YIELD,
        proposer="llm",
        folder=folder,
        batch=2,
        budget=6,
        settings=Settings(llm="scripted:x", cache=False),
        model=answering_model(),
    )


def work(open_campaign: Opener, folder: Path) -> tuple[Any, ...]:
    """Do everything that the campaign's user does; done again, it changes nothing."""
    with open_campaign(folder) as campaign:
        while campaign.status().left or campaign.open_proposals:
            campaign.ask()
            campaign.tell(rows_for(campaign)[:1])
            campaign.tell(rows_for(campaign))
        batches = [(batch.number, batch.proposals) for batch in campaign.state.batches]
        return campaign.observations, batches


@pytest.mark.parametrize(("opener", "count"), [(by_name, 24), (by_process, 4), (by_model, 24)])
@pytest.mark.covers("campaign-durable")
def test_killed_between_any_two_events_and_inside_any_event(
    opener: Opener, count: int, tmp_path: Path
) -> None:
    whole = work(opener, tmp_path / "whole")
    raw = (tmp_path / "whole" / "events.jsonl").read_bytes()
    ends = [place + 1 for place, byte in enumerate(raw) if byte == ord("\n")]
    cuts = [0, *ends, *(end - 7 for end in ends)]
    for cut in cuts[:: max(1, len(cuts) // count)]:
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        (folder / "events.jsonl").write_bytes(raw[:cut])
        assert work(opener, folder) == whole, cut


@pytest.mark.covers("campaign-durable")
def test_a_recorded_reply_is_not_paid_for_again(tmp_path: Path) -> None:
    work(by_model, tmp_path / "whole")
    lines = lines_of(tmp_path / "whole")
    kinds = [json.loads(line)["type"] for line in lines]
    last_reply = max(place for place, kind in enumerate(kinds) if kind == "reply")
    folder = tmp_path / "cut"
    folder.mkdir()
    (folder / "events.jsonl").write_text("\n".join(lines[: last_reply + 1]) + "\n")
    mute = ScriptedModel([], name="answering")
    with Campaign.open(
        folder, settings=Settings(llm="scripted:x", cache=False), model=mute
    ) as campaign:
        assert len(campaign.ask()) == 2
        assert mute.requests == []
        usage = campaign.status().usage
        assert usage is not None
        assert usage.calls == kinds[: last_reply + 1].count("call")


@pytest.mark.covers("campaign-durable")
def test_a_week_later_the_same_lines_go_on(tmp_path: Path) -> None:
    with by_name(tmp_path / "run") as campaign:
        first = campaign.ask()
    with by_name(tmp_path / "run") as campaign:
        assert campaign.ask() == first
        campaign.tell(rows_for(campaign))
    with Campaign.open(tmp_path / "run") as campaign:
        assert len(campaign.observations) == 3
        assert campaign.plan.budget == 8


def test_a_budget_may_be_raised_and_the_proposer_changed(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    work(by_name, folder)
    with Campaign(SPACE, YIELD, proposer="random", folder=folder, budget=12) as campaign:
        assert (campaign.status().left, campaign.plan.proposer.name) == (4, "random")
        assert len(campaign.ask(9)) == 4


@pytest.mark.covers("campaign-locked")
def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with by_name(folder):
        with pytest.raises(RunFolderError, match="in use by another process"):
            Campaign.open(folder)
        state, _ = read_campaign(folder)
        assert state.plan.batch == 3
    Campaign.open(folder).close()


def test_another_space_in_the_same_folder_is_refused_and_the_folder_is_free_again(
    tmp_path: Path,
) -> None:
    by_name(tmp_path / "run").close()
    with pytest.raises(RunFolderError, match="another space"):
        Campaign(WARM, YIELD, proposer="random", folder=tmp_path / "run")
    by_name(tmp_path / "run").close()


def test_an_own_object_is_asked_for_when_the_campaign_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with Campaign(SPACE, YIELD, proposer=Counting(SPACE, YIELD), folder=folder) as campaign:
        first = campaign.ask(2)
        campaign.tell(rows_for(campaign))
    with Campaign.open(folder) as campaign:
        with pytest.raises(SettingsError, match="owner's own"):
            campaign.ask()
        campaign.tell({**first[0].point, "base": 3.0, "yield": 1})
    again = Counting(SPACE, YIELD)
    with Campaign.open(folder, proposer=again) as campaign:
        campaign.ask()
        assert again.told == [2, 1]


def test_a_plan_that_no_longer_fits_what_was_measured_is_refused(tmp_path: Path) -> None:
    with by_name(tmp_path / "run") as campaign:
        campaign.ask()
        campaign.tell(rows_for(campaign))
        before = lines_of(tmp_path / "run")
        with pytest.raises(InputError, match="result 1 does not fit what was changed"):
            campaign.change(campaign.plan.model_copy(update={"space": WARM}))
        assert lines_of(tmp_path / "run") == before


def test_no_campaign_there(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="holds no campaign"):
        Campaign.open(tmp_path)
    (tmp_path / "events.jsonl").write_text('{"type": "run", "format": 1, "action": "solve"}\n')
    with pytest.raises(RunFolderError, match="holds no campaign"):
        Campaign.open(tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"campaign_format": CAMPAIGN_FORMAT + 1}, "install a newer orthought"),
        ({"format": 99}, "install a newer orthought"),
        ({"plan": {"name": "x"}}, "does not fit"),
        ({"kind": "poem"}, "holds no campaign"),
    ],
)
@pytest.mark.covers("campaign-formats")
def test_a_newer_or_foreign_log_is_refused(
    changes: dict[str, Any], said: str, tmp_path: Path
) -> None:
    by_name(tmp_path / "run").close()
    log = tmp_path / "run" / "events.jsonl"
    first = {**json.loads(log.read_text()), **changes}
    log.write_text(json.dumps(first) + "\n")
    with pytest.raises(OrthoughtError, match=said):
        Campaign.open(tmp_path / "run")


@pytest.mark.covers("campaign-formats")
def test_a_campaign_of_format_1_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "old"
    shutil.copytree(FIXTURE, folder)
    with Campaign.open(folder) as campaign:
        assert len(campaign.observations) == 5
        assert campaign.status().answered == 3
        assert [str(place) for place in campaign.state.open] == ["2.2"]
        assert isinstance(campaign.plan, Plan)
        campaign.give_up()
        assert campaign.ask()
