"""The language model as proposer: valid and new by construction."""

from __future__ import annotations

import asyncio
import json

import pytest

from orthought.campaign.observations import Observation
from orthought.campaign.proposers.llm import LLMProposer
from orthought.campaign.protocol import Proposer
from orthought.campaign.registry import make_proposer
from orthought.campaign.space import Space
from orthought.campaign.space.rules import Listed
from orthought.errors import (
    ContextOverflowError,
    EmptyReplyError,
    EndpointUnavailableError,
    InputError,
    SettingsError,
    UsageError,
)
from orthought.llm.protocol import Reply, Request
from orthought.llm.scripted import ScriptedModel
from orthought.llm.session import Session

from .spaces import (
    HELD,
    PLAIN,
    YIELD,
    answered,
    asked,
    mixed_space,
    point,
    proposer,
    reply,
    small_space,
    told,
)

GOOD = {"a": "a2", "b": "b1", "c": 5}


def test_cold_start() -> None:
    ask, model = proposer([reply(GOOD)])
    (proposal,) = ask.ask(1)
    assert proposal.point == point("SPhos", "DMA", 5)
    assert proposal.reason == "a try. Hypothesis: bulky ligands help"
    assert (proposal.proposer, proposal.repaired, proposal.fault) == ("llm", False, "")
    prompt = asked(model)
    assert "A coupling." in prompt and "maximize yield" in prompt
    assert "a3 None" in prompt and "loading, in mol%: one of 1, 2.5, 5" in prompt
    assert "Nothing has been measured yet." in prompt and "before the last result" not in prompt


def test_is_a_proposer_of_the_registry() -> None:
    session = Session(ScriptedModel([reply(GOOD)]))
    made = make_proposer("llm", small_space(), YIELD, session=session, options={"shuffle": False})
    assert isinstance(made, Proposer)
    assert made.ask(1)[0].point == point("SPhos", "DMA", 5)


def test_a_batch_in_one_reply() -> None:
    ask, model = proposer([reply(GOOD, {"a": "a1", "b": "b2", "c": 1}, {"a": 3, "b": 1, "c": "1"})])
    points = [proposal.point for proposal in ask.ask(3)]
    assert points == [point("SPhos", "DMA", 5), point("XPhos", "NMP", 1), point("None", "DMA", 1)]
    assert "next 3 experiments" in asked(model) and len(model.requests) == 1


def test_a_large_batch_in_several_replies() -> None:
    first = reply({"a": "a1", "b": "b1", "c": 1}, {"a": "a1", "b": "b1", "c": 5})
    second = reply({"a": "a2", "b": "b1", "c": 1})
    ask, model = proposer([first, second], per_request=2)
    assert len(ask.ask(3)) == 3
    assert "Already chosen for this batch:\na1 b1 c=1\na1 b1 c=5" in asked(model)


def test_more_experiments_than_asked_for_are_left_aside() -> None:
    ask, _ = proposer([reply(GOOD, {"a": "a1", "b": "b2", "c": 1})])
    assert [p.point for p in ask.ask(1)] == [point("SPhos", "DMA", 5)]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"a": "a9", "b": "b1", "c": 5}, "a: 'a9' is not one of a1 to a3"),
        ({"a": "a1", "b": "b1", "c": 4}, "c: 4 is not one of 1, 2.5, 5"),
        ({"a": "a1", "b": "b1"}, "c (loading) is missing"),
        ({"a": "a1", "b": None, "c": 1}, "b (solvent) is missing"),
        ({"a": "a1", "b": "b1", "c": 1}, "a1 b1 c=1 is there already"),
    ],
)
def test_what_is_wrong_is_asked_for_again_with_the_reason(
    wrong: dict[str, object], reason: str
) -> None:
    ask, model = proposer([reply(wrong), reply(GOOD)])
    ask.tell(told(point()))
    (proposal,) = ask.ask(1)
    assert proposal.point == point("SPhos", "DMA", 5) and not proposal.repaired
    assert reason in asked(model)
    first, second = model.requests
    assert second.messages[:2] == first.messages
    assert second.messages[2].content == reply(wrong)
    assert [request.stage for request in model.requests] == ["propose", "reask-1"]


def test_only_what_is_missing_is_asked_for_again() -> None:
    ask, model = proposer([reply(GOOD, {"a": "a9", "b": "b1", "c": 5}), reply({**GOOD, "c": 1})])
    points = [proposal.point for proposal in ask.ask(2)]
    assert points == [point("SPhos", "DMA", 5), point("SPhos", "DMA", 1)]
    assert "do not write them again:\na2 b1 c=5" in asked(model)
    assert "one other experiment" in asked(model)


def test_a_repeat_within_a_batch_is_no_second_experiment() -> None:
    ask, _ = proposer([reply(GOOD, GOOD), reply({**GOOD, "c": 1})])
    assert len({proposal.point["loading"] for proposal in ask.ask(2)}) == 2


def test_after_three_more_tries_the_nearest_new_point_is_taken() -> None:
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 1})] * 4)
    ask.tell(told(point("SPhos", "DMA", 1)))
    (proposal,) = ask.ask(1)
    assert proposal.repaired and "Repaired" in proposal.reason
    assert proposal.point == point("SPhos", "DMA", 2.5)
    assert len(model.requests) == 4 and model.remaining == 0
    keys = {Session(model).key(request) for request in model.requests}
    assert len(keys) == 4, "equal questions would get the same recorded reply"


def test_repair_keeps_the_values_that_are_valid() -> None:
    ask, _ = proposer([reply({"a": "Xantphos", "b": "b2", "c": 2.5})] * 4)
    (proposal,) = ask.ask(1)
    assert proposal.repaired
    assert (proposal.point["solvent"], proposal.point["loading"]) == ("NMP", 2.5)


def test_nonsense_is_repaired_by_chance_and_the_same_each_time() -> None:
    seen = set()
    for seed in range(12):
        twice = [proposer(["no idea"] * 4, seed=seed)[0].ask(1)[0] for _ in range(2)]
        assert twice[0] == twice[1] and twice[0].repaired
        seen.add(tuple(twice[0].point.values()))
    assert len(seen) > 3


def test_a_batch_of_nonsense_is_distinct() -> None:
    ask, _ = proposer(["no idea"] * 8)
    points = [tuple(proposal.point.values()) for proposal in ask.ask(12)]
    assert len(set(points)) == len(points) == 12


def test_rules_of_the_space_are_kept() -> None:
    rule = Listed(parameters=("ligand", "solvent"), rows=(("SPhos", "DMA"),), allowed=False)
    space = Space(parameters=small_space().parameters, rules=(rule,))
    ask, model = proposer([reply(GOOD)] * 4, space)
    (proposal,) = ask.ask(1)
    assert proposal.repaired and space.allows(proposal.point)
    assert "breaks a rule" in asked(model)
    assert "never a2 with b1" in asked(model, 0)


def test_the_last_points_need_no_model() -> None:
    space = small_space()
    ask, model = proposer([])
    ask.tell(told(*list(space.points())[2:]))
    assert [p.point for p in ask.ask(5)] == list(space.points())[:2]
    assert not model.requests


def test_nothing_is_left() -> None:
    ask, _ = proposer([])
    ask.tell(told(*small_space().points()))
    assert ask.ask(1) == []


def test_numbers_have_bounds() -> None:
    ask, model = proposer(
        [
            reply({"a": "a1", "b": 1.5, "c": 25, "d": 60}),
            reply({"a": "a1", "b": 1.5, "c": 2.5, "d": 60}),
            reply({"a": "a1", "b": 1.5, "c": 3, "d": 1e300}),
            reply({"a": "a1", "b": "1.5 equiv", "c": 3, "d": "60.5 C"}),
        ],
        mixed_space(),
    )
    (proposal,) = ask.ask(1)
    assert proposal.point == {
        "base": "CCN(CC)CC",
        "equivalents": 1.5,
        "hours": 3,
        "temperature": 60.5,
    }
    assert "25 is not a whole number from 1 to 24" in asked(model, 1)
    assert "2.5 is not a whole number" in asked(model, 2)
    assert "1e+300 is not a number from 20 to 120" in asked(model, 3)


def test_the_hypothesis_comes_back_with_the_history() -> None:
    ask, model = proposer(
        [reply(GOOD, hypothesis="more is better"), reply({**GOOD, "c": 1}, hypothesis="")]
    )
    (first,) = ask.ask(1)
    ask.tell([answered(first, 50.0)])
    (second,) = ask.ask(1)
    assert "Your hypothesis before the last result: more is better" in asked(model)
    assert second.reason.endswith("Hypothesis: more is better")


def test_a_proposer_built_anew_asks_the_same() -> None:
    """After a kill, the history is told again, and equal requests are answered from the record."""
    replies = [reply({**GOOD, "c": number}) for number in (1, 2.5, 5)]
    ask, model = proposer(replies)
    rows: list[Observation] = []
    for number in range(3):
        (proposal,) = ask.ask(1)
        ask.tell([answered(proposal, float(number))])
        rows.append(answered(proposal, float(number)))
    session = Session(ScriptedModel([]))
    recorded = {
        session.key(request): Reply(text=text)
        for request, text in zip(model.requests, replies, strict=True)
    }
    again = LLMProposer(
        small_space(),
        YIELD,
        session=Session(ScriptedModel([]), recorded=recorded),
        profile=PLAIN,
        shuffle=False,
    )
    again.tell(rows[:2])
    (last,) = again.ask(1)
    assert last.point == rows[2].point and last.reason == rows[2].reason
    assert again.session.usage().calls == 0


def test_seeds_make_different_requests() -> None:
    keys = set()
    for seed in range(3):
        ask, model = proposer([reply(GOOD)], seed=seed)
        ask.ask(1)
        keys.add(ask.session.key(model.requests[0]))
    assert len(keys) == 3


def test_each_seed_shows_the_options_in_an_order_of_its_own() -> None:
    """A model that always takes what stands first is no better than chance."""
    taken = set()
    for seed in range(20):
        ask, model = proposer([reply({"a": "a1", "b": "b1", "c": 1})], seed=seed, shuffle=True)
        (proposal,) = ask.ask(1)
        taken.add((proposal.point["ligand"], proposal.point["solvent"]))
        assert f"a1 {proposal.point['ligand']}\n" in asked(model)
    assert len(taken) == 6


def test_an_endpoint_that_fails_is_not_hidden() -> None:
    ask, _ = proposer([EndpointUnavailableError("nobody answers"), reply(GOOD)])
    with pytest.raises(EndpointUnavailableError):
        ask.ask(1)
    assert ask.ask(1)[0].point == point("SPhos", "DMA", 5)


def test_an_empty_reply_is_asked_for_again() -> None:
    ask, model = proposer([EmptyReplyError("nothing came"), reply(GOOD)])
    assert not ask.ask(1)[0].repaired
    assert model.requests[1].messages[2].content == "(nothing)"


def test_a_prompt_that_is_too_long_is_shortened() -> None:
    long = Space(parameters=small_space().parameters, description="words " * 3000)
    ask, model = proposer([ContextOverflowError("too long"), reply(GOOD)], long)
    ask.ask(1)
    sizes = [len(asked(model, number)) for number in range(2)]
    assert sizes[1] < sizes[0] / 2
    ask, _ = proposer([ContextOverflowError("too long")] * 4, long)
    with pytest.raises(ContextOverflowError):
        ask.ask(1)


def test_in_a_notebook_the_coroutine_is_named() -> None:
    ask, _ = proposer([reply(GOOD)])

    async def notebook() -> int:
        with pytest.raises(UsageError, match="ask_async"):
            ask.ask(1)
        return len(await ask.ask_async(1))

    assert asyncio.run(notebook()) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"mode": "paper"}, "no mode 'paper'"), ({"per_request": 0}, "below 1")],
)
def test_options_that_do_not_fit(settings: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        proposer([], **settings)


def test_an_unknown_model_is_named() -> None:
    with pytest.raises(SettingsError, match="no language model"):
        LLMProposer(small_space(), YIELD, llm="locall")


def test_no_experiments_cannot_be_asked_for() -> None:
    with pytest.raises(InputError, match="0 experiments"):
        proposer([])[0].ask(0)


def test_a_row_from_elsewhere_is_refused_whole() -> None:
    ask, model = proposer([reply(GOOD)])
    with pytest.raises(InputError, match="Xantphos"):
        ask.tell(told(point(), point("Xantphos")))
    ask.ask(1)
    assert "Nothing has been measured yet." in asked(model)


def test_models_get_the_shape_that_they_can_be_held_to() -> None:
    requests: list[Request] = []
    for profile in (PLAIN, HELD):
        ask, model = proposer([reply(GOOD)], profile=profile)
        ask.ask(1)
        requests += model.requests
    plain, held = requests
    assert plain.grammar is None and plain.response_schema is None
    assert held.grammar is not None and held.response_schema is not None
    schema = json.loads(held.response_schema)
    values = schema["properties"]["experiments"]["items"]["properties"]
    assert values["a"]["enum"] == ["a1", "a2", "a3"] and values["c"]["enum"] == [1, 2.5, 5]


class TestRulesOfThePaper:
    """Mode `ironmind`: one reply a step, and what is wrong consumes budget."""

    def test_an_invalid_proposal(self) -> None:
        ask, model = proposer([reply({"a": "Xantphos", "b": "b1", "c": 5})], mode="ironmind")
        (proposal,) = ask.ask(1)
        assert (proposal.fault, proposal.point) == ("invalid", {})
        assert "Xantphos" in proposal.raw and len(model.requests) == 1

    def test_a_repeated_proposal(self) -> None:
        ask, model = proposer([reply(GOOD)], mode="ironmind")
        ask.tell(told(point("SPhos", "DMA", 5)))
        (proposal,) = ask.ask(1)
        assert (proposal.fault, proposal.point) == ("repeat", point("SPhos", "DMA", 5))
        assert json.loads(proposal.raw) == GOOD and len(model.requests) == 1

    def test_a_reply_without_an_experiment(self) -> None:
        ask, _ = proposer(["I do not know."], mode="ironmind")
        assert [(p.fault, p.raw) for p in ask.ask(2)] == [("invalid", "I do not know.")] * 2

    def test_a_good_proposal(self) -> None:
        ask, _ = proposer([reply(GOOD)], mode="ironmind")
        (proposal,) = ask.ask(1)
        assert (proposal.fault, proposal.raw) == ("", "")
        assert proposal.point == point("SPhos", "DMA", 5)

    def test_a_batch_with_a_repeat_in_itself(self) -> None:
        ask, _ = proposer([reply(GOOD, GOOD)], mode="ironmind")
        assert [proposal.fault for proposal in ask.ask(2)] == ["", "repeat"]

    def test_faults_stand_in_the_history(self) -> None:
        ask, model = proposer([reply(GOOD)], mode="ironmind")
        ask.tell([Observation(point={}, values={"yield": None}), *told(point(), values=[7.0])])
        ask.ask(1)
        assert "1. (not a valid experiment) -> no result\n2. a1 b1 c=1 -> 7" in asked(model)

    def test_values_are_not_held(self) -> None:
        ask, model = proposer([reply(GOOD)], mode="ironmind", profile=HELD)
        ask.ask(1)
        assert "a1" not in (model.requests[0].grammar or "")
        assert "enum" not in (model.requests[0].response_schema or "")
