"""Campaigns whose proposer waits for a language model."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from orthought.campaign import Campaign, LLMProposer
from orthought.campaign.words.space_words import space_rules_from_words
from orthought.errors import BudgetError, LanguageModelError, UsageError
from orthought.llm.scripted import ScriptedModel, ScriptedReply
from orthought.settings import Settings
from tests.campaign.loop.worlds import SPACE, YIELD, answering_model, lines_of, rows_for

SETTINGS = Settings(llm="scripted:x", cache=False)


def begun(model: ScriptedModel, folder: Path | None = None, **more: object) -> Campaign:
    settings = SETTINGS.model_copy(update=more)
    return Campaign(SPACE, YIELD, proposer="llm", folder=folder, settings=settings, model=model)


@pytest.mark.covers("campaign-llm-recorded")
def test_calls_and_replies_are_written_before_the_proposals(tmp_path: Path) -> None:
    with begun(answering_model(), tmp_path / "run") as campaign:
        campaign.ask()
        assert "ligand decides" in campaign.open_proposals[0].reason
    kinds = [line.split('"')[3] for line in lines_of(tmp_path / "run")]
    assert kinds == ["run", "ask", "call", "reply", "proposed"]


def test_asking_again_and_again_in_one_process() -> None:
    model = answering_model()
    with begun(model) as campaign:
        for _ in range(3):
            campaign.ask()
            campaign.tell(rows_for(campaign))
        usage = campaign.status().usage
        assert usage is not None
        assert usage.calls == len(model.requests)


async def test_in_an_event_loop_one_awaits() -> None:
    campaign = begun(answering_model())
    with pytest.raises(UsageError, match="event loop runs here"):
        campaign.ask()
    assert len(await campaign.ask_async(2)) == 2
    await campaign.aclose()


def test_one_campaign_in_several_event_loops() -> None:
    campaign = begun(answering_model())
    for _ in range(2):
        proposals = asyncio.run(campaign.ask_async())
        campaign.tell([{**each.point, "yield": 1} for each in proposals])
    assert len(campaign.observations) == 2


def test_a_model_that_cannot_answer_leaves_the_campaign_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with begun(ScriptedModel([]), folder) as campaign, pytest.raises(LanguageModelError):
        campaign.ask()
    with begun(answering_model(), folder) as campaign:
        assert len(campaign.ask()) == 1


def test_a_budget_of_calls_is_kept_over_processes(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    with begun(answering_model(), folder, budget_calls=1) as campaign:
        campaign.ask()
        campaign.tell(rows_for(campaign))
    with begun(answering_model(), folder, budget_calls=1) as campaign:
        with pytest.raises(BudgetError):
            campaign.ask()
        assert len(campaign.observations) == 1


@pytest.mark.covers("campaign-rules-in-words")
def test_a_conversation_is_recorded_in_the_campaign(tmp_path: Path) -> None:
    reply = '{"rules": ["forbid ligand = L1"], "not_expressed": []}'
    model = ScriptedModel([ScriptedReply(text=reply)])
    for _ in range(2):
        with begun(model, tmp_path / "run") as campaign:
            draft = campaign.consult(
                lambda session: space_rules_from_words("no L1", SPACE, session)
            )
    assert draft.texts
    assert len(model.requests) == 1


@pytest.mark.covers("campaign-llm-recorded")
def test_a_proposer_with_a_session_of_its_own_is_recorded_too(tmp_path: Path) -> None:
    folder, model = tmp_path / "run", answering_model()
    own = LLMProposer(SPACE, YIELD, llm=model)
    with Campaign(SPACE, YIELD, proposer=own, folder=folder) as campaign:
        campaign.ask()
    asked = len(model.requests)
    kept = [line for line in lines_of(folder) if '"proposed"' not in line]
    (folder / "events.jsonl").write_text("\n".join(kept) + "\n")
    again = LLMProposer(SPACE, YIELD, llm=model)
    with Campaign.open(folder, proposer=again) as campaign:
        assert campaign.ask()
    assert len(model.requests) == asked
