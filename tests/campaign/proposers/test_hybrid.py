"""A language model and a Gaussian process together, in both orders."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from orthought.campaign.observations import Objective, Observation
from orthought.campaign.proposers.hybrid import HybridProposer
from orthought.campaign.protocol import Proposer
from orthought.campaign.registry import make_proposer
from orthought.campaign.space import Point
from orthought.errors import EndpointUnavailableError, InputError, SettingsError
from orthought.llm.scripted import Scripted, ScriptedModel
from orthought.llm.session import Session

from .spaces import HELD, PLAIN, YIELD, asked, grammar_pattern, point, reply, small_space, told


def hybrid(replies: list[Scripted], **settings: Any) -> tuple[HybridProposer, ScriptedModel]:
    model = ScriptedModel(replies)
    settings = {"profile": PLAIN, "shuffle": False, **settings}
    return HybridProposer(small_space(), YIELD, llm=model, **settings), model


def choice(*rows: int) -> str:
    return json.dumps({"hypothesis": "SPhos is good", "why": "looks best", "rows": list(rows)})


def candidates(prompt: str) -> list[str]:
    """Return the lines of the candidates of a prompt."""
    part = prompt.partition("proposes these candidates")[2]
    return re.findall(r"^\d+\. (.*)$", part, re.MULTILINE)


HISTORY = told(
    point("XPhos", "DMA", 1),
    point("XPhos", "NMP", 5),
    point("SPhos", "DMA", 1),
    point("SPhos", "NMP", 1),
    values=[10, 20, 80, 90],
)


class TestProcessFirst:
    def test_the_model_chooses_a_row_of_the_shortlist(self) -> None:
        ask, model = hybrid([choice(2)], shortlist=6)
        ask.tell(HISTORY)
        (proposal,) = ask.ask(1)
        listed = candidates(asked(model))
        assert len(listed) == 6
        code = listed[1].partition(":")[0]
        assert ask._model.codebook.row(proposal.point) == code
        assert re.search(r": -?[\d.]+ ± [\d.]+$", listed[1])
        assert "looks best" in proposal.reason and "is predicted" in proposal.reason
        assert proposal.reason.endswith("Hypothesis: SPhos is good")
        assert (proposal.proposer, proposal.repaired) == ("hybrid", False)

    def test_the_shortlist_holds_what_promises_most_and_what_differs(self) -> None:
        ask, model = hybrid([choice(1)], shortlist=8)
        ask.tell(HISTORY)
        ask.ask(1)
        listed = [line.partition(":")[0] for line in candidates(asked(model))]
        assert len(set(listed)) == 8
        ranked = [ask._model.codebook.row(one.point) for one in ask._gp.shortlist(80)]
        assert listed[:4] == ranked[:4]
        assert listed[4:] != ranked[4:8]

    def test_a_batch(self) -> None:
        ask, _ = hybrid([choice(3, 1)], shortlist=6)
        ask.tell(HISTORY)
        points = [proposal.point for proposal in ask.ask(2)]
        assert points[0] != points[1]

    def test_a_wrong_choice_is_asked_for_again(self) -> None:
        ask, model = hybrid([choice(9, 2, 2), choice(2), choice(5)], shortlist=6)
        ask.tell(HISTORY)
        assert not any(proposal.repaired for proposal in ask.ask(2))
        assert "there is no candidate 9" in asked(model, 1)
        assert "candidate 2 is chosen already" in asked(model, 2)
        assert [request.stage for request in model.requests] == ["choose", "reask-1", "reask-2"]

    def test_nonsense_takes_what_promises_most(self) -> None:
        ask, model = hybrid(["all of them"] * 4, shortlist=6)
        ask.tell(HISTORY)
        (proposal,) = ask.ask(1)
        assert proposal.repaired and "Repaired" in proposal.reason
        assert proposal.point == ask._gp.shortlist(1)[0].point
        assert model.remaining == 0

    def test_cold_start(self) -> None:
        ask, model = hybrid([choice(4)])
        (proposal,) = ask.ask(1)
        assert "±" not in asked(model) and proposal.point in list(small_space().points())

    def test_held_to_the_rows(self) -> None:
        ask, model = hybrid([choice(1), choice(2)], shortlist=4, profile=HELD)
        ask.tell(HISTORY)
        ask.ask(2)
        first, again = (grammar_pattern(request.grammar or "") for request in model.requests)
        frame = '{{"hypothesis":"something","why":"because","rows":[{}]}}'
        assert first.fullmatch(frame.format("1,4")) and not first.fullmatch(frame.format("1,5"))
        assert again.fullmatch(frame.format("2")) and not again.fullmatch(frame.format("1"))

    def test_the_last_points_need_no_model(self) -> None:
        ask, model = hybrid([])
        everything = list(small_space().points())
        ask.tell(told(*everything[1:]))
        assert [proposal.point for proposal in ask.ask(3)] == everything[:1]
        ask.tell(told(everything[0]))
        assert ask.ask(1) == [] and not model.requests

    def test_less_is_better(self) -> None:
        model = ScriptedModel([choice(1)])
        wanted = (Objective(name="yield", direction="minimize"),)
        ask = HybridProposer(small_space(), wanted, llm=model, profile=PLAIN, shortlist=4)
        ask.tell(HISTORY)
        ask.ask(1)
        numbers = [float(re.split("[: ]", line)[-3]) for line in candidates(asked(model))]
        assert min(numbers) > 0, "predictions stand in the unit of the objective"


class TestModelFirst:
    MANY = reply(
        {"a": "a3", "b": "b1", "c": 1},
        {"a": "a1", "b": "b1", "c": 2.5},
        {"a": "a2", "b": "b2", "c": 2.5},
        {"a": "a1", "b": "b2", "c": 1},
    )

    def test_the_process_takes_the_most_promising(self) -> None:
        ask, model = hybrid([self.MANY], order="model_first", gp={"acquisition": "ucb"})
        ask.tell(HISTORY)
        (proposal,) = ask.ask(1)
        assert proposal.point == point("SPhos", "NMP", 2.5)
        assert "place 1 of 4" in proposal.reason and "next 4 experiments" in asked(model)
        assert proposal.reason.endswith("Hypothesis: bulky ligands help")
        assert proposal.proposer == "hybrid"

    def test_before_any_result_the_order_of_the_model_counts(self) -> None:
        ask, _ = hybrid([self.MANY], order="model_first")
        assert ask.ask(1)[0].point == point("None", "DMA", 1)

    def test_a_repair_stays_marked(self) -> None:
        ask, _ = hybrid(["no idea"] * 4, order="model_first", shortlist=1)
        assert ask.ask(1)[0].repaired


def built_anew(order: str, replies: list[Scripted], rows: list[Observation]) -> Point:
    ask, _ = hybrid(replies, order=order)
    ask.tell(rows)
    return ask.ask(1)[0].point


@pytest.mark.parametrize("order", ["gp_first", "model_first"])
def test_told_the_same_it_asks_the_same(order: str) -> None:
    text = choice(5) if order == "gp_first" else TestModelFirst.MANY
    first, second = (built_anew(order, [text], HISTORY) for _ in range(2))
    ask, _ = hybrid([text] * 2, order=order)
    for row in HISTORY:
        ask.tell([row])
    assert first == second == ask.ask(1)[0].point


def test_is_a_proposer_of_the_registry() -> None:
    session = Session(ScriptedModel([choice(1)]))
    made = make_proposer(
        "hybrid", small_space(), YIELD, session=session, options={"gp": {"acquisition": "ei"}}
    )
    assert isinstance(made, Proposer) and len(made.ask(1)) == 1
    with pytest.raises(SettingsError, match="acquisition"):
        hybrid([], gp={"acquisition": "luck"})


def test_an_endpoint_that_fails_is_not_hidden() -> None:
    ask, _ = hybrid([EndpointUnavailableError("nobody answers"), choice(1)])
    with pytest.raises(EndpointUnavailableError):
        ask.ask(1)
    assert len(ask.ask(1)) == 1


@pytest.mark.parametrize(
    ("settings", "words"), [({"order": "both"}, "no order 'both'"), ({"shortlist": 0}, "below 1")]
)
def test_options_that_do_not_fit(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        hybrid([], **settings)


def test_a_row_from_elsewhere_is_refused_whole() -> None:
    ask, model = hybrid([choice(1)])
    with pytest.raises(InputError):
        ask.tell(told(point(), point("Xantphos")))
    ask.ask(1)
    assert "Nothing has been measured yet." in asked(model)


def test_no_experiments_cannot_be_asked_for() -> None:
    with pytest.raises(InputError, match="0 experiments"):
        hybrid([])[0].ask(0)
