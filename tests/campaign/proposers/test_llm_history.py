"""What a prompt shows of a history, however long it is."""

from __future__ import annotations

import numpy as np
import pytest

from orthought.campaign.observations import Desirability, Objective, Observation
from orthought.campaign.proposers.asking.codebook import Codebook
from orthought.campaign.proposers.asking.history import (
    Limits,
    last_hypothesis,
    show_history,
    split_reason,
    with_hypothesis,
)
from orthought.campaign.proposers.asking.wording import goal
from orthought.campaign.space import Categorical, Option, Space
from orthought.llm.profiles import ModelProfile, profile_of

from .spaces import HELD, PLAIN, YIELD, asked, mixed_space, options, point, proposer, reply, told


def test_a_short_history_is_shown_whole() -> None:
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 5})])
    ask.tell(told(point(), point("SPhos", "NMP", 2.5), values=[61.239, None]))
    ask.ask(1)
    prompt = asked(model)
    assert "1. a1 b1 c=1 -> 61.24\n2. a2 b2 c=2.5 -> no result" in prompt
    assert "Not tried yet:\na: a3\nc: 5\n" in prompt
    assert "Best so far: 1. a1 b1 c=1 -> 61.24" in prompt


def test_a_long_history_is_bounded() -> None:
    space = mixed_space()
    book = Codebook(space)
    generator = np.random.default_rng(0)
    points = space.sample(generator, 600)
    rows = told(*points, values=[float(n % 97) for n in range(600)])
    shown = show_history(rows, YIELD, book, Limits())
    assert shown.rows == () and len(shown.best) == len(shown.latest) == 12
    assert shown.best[0].endswith("-> 96") and shown.latest[-1].startswith("600.")
    assert any(line.startswith("a: a") and "(2" in line for line in shown.means)
    assert not any(line.startswith("d:") for line in shown.means), "a number has no options"


@pytest.mark.parametrize("direction", ["maximize", "minimize"])
def test_the_best_is_what_is_wanted(direction: str) -> None:
    objective = Objective.model_validate({"name": "yield", "direction": direction})
    rows = told(point(), point("SPhos"), point("None"), values=[5, 9, 7])
    shown = show_history(rows, (objective,), Codebook(_space()), Limits())
    assert shown.leader == ("2. a2 b1 c=1 -> 9" if direction == "maximize" else "1. a1 b1 c=1 -> 5")


def test_several_objectives() -> None:
    wanted = (Objective(name="yield", weight=2), Objective(name="cost", direction="minimize"))
    rows = [Observation(point=point(), values={"yield": 5, "cost": None})]
    shown = show_history(rows, wanted, Codebook(_space()), Limits())
    assert shown.rows == ("1. a1 b1 c=1 -> yield 5, cost none",)
    assert goal(wanted) == "maximize yield (weight 2), minimize cost"
    bounds = Desirability(low=6, high=8, target=7)
    assert goal([Objective(name="pH", desirability=bounds)]) == "bring pH near 7"


def test_a_small_context_is_kept() -> None:
    """Five hundred rows, forty options with SMILES, and a long description: 4,096 tokens."""
    chain = tuple(
        Option(name=f"C{'C' * n}O", smiles=f"C{'C' * n}O", descriptors={"length": n, "mass": n})
        for n in range(40)
    )
    space = Space(
        parameters=(
            Categorical(name="alcohol", options=chain),
            Categorical(name="acid", options=options(*(f"acid {n}" for n in range(40)))),
        ),
        description="All that is known of it. " * 500,
    )
    for context in (4096, 8192):
        profile = ModelProfile(size="small", grammar=True, context=context, max_tokens=1536)
        ask, model = proposer([reply({"a": "a2", "b": "b1"})] * 4, space, profile=profile)
        points = list(space.points())[:500]
        ask.tell(told(*points, values=[float(n % 50) for n in range(500)]))
        ask.ask(1)
        (request, *_) = model.requests
        characters = sum(len(message.content) for message in request.messages)
        assert characters / 2.5 + (request.max_tokens or 0) < context
        assert "-> 49" in request.messages[-1].content, "the best rows are there all the same"


def test_options_that_do_not_fit_are_left_out_but_those_that_were_tried() -> None:
    space = Space(
        parameters=(
            Categorical(
                name="amine", options=options(*(f"{n} " + "amine" * 9 for n in range(900)))
            ),
        )
    )
    profile = ModelProfile(context=4096, max_tokens=1000)
    ask, model = proposer([reply({"a": "a7"})], space, profile=profile)
    ask.tell(told({"amine": space.parameters[0].values()[776]}))  # type: ignore[index]
    (proposal,) = ask.ask(1)
    assert proposal.point["amine"] == space.parameters[0].values()[6]  # type: ignore[index]
    assert "\n  a777 " in asked(model) and asked(model).count("\n  a") == 60


def test_what_stays_the_same_stands_first() -> None:
    """A server reads the beginning that two prompts share only once."""
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 5})] * 2)
    ask.tell(told(point()))
    ask.ask(1)
    ask.tell(told(point("SPhos")))
    ask.ask(1)
    first, second = asked(model, 0), asked(model, 1)
    shared = next(n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b)
    assert "1. a1 b1 c=1 -> 1\n" in first[:shared], "even the rows before are shared"


def test_the_hypothesis_travels_in_reasons() -> None:
    reason = with_hypothesis("Try it.", "Hypothesis: hot is good")
    assert split_reason(reason) == ("Try it.", "hot is good")
    assert with_hypothesis("new", "hot is good") == "new. Hypothesis: hot is good"
    rows = [
        Observation(point=point(), values={"yield": 1.0}, reason=reason)
        for reason in (reason, with_hypothesis("New.", "cold is good"), "known before")
    ]
    assert last_hypothesis(rows) == "cold is good"
    assert last_hypothesis(rows[2:]) == "" and with_hypothesis("Only this.", "") == "Only this."


def test_the_embedded_model_is_held_to_short_replies() -> None:
    profile = profile_of("local")
    assert profile.grammar == HELD.grammar and profile.context == HELD.context
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 5})], profile=profile)
    ask.ask(1)
    assert (model.requests[0].max_tokens or 0) <= 700


def _space() -> Space:
    return proposer([])[0].space


@pytest.mark.parametrize(
    ("profile", "settings", "shown"),
    [
        (PLAIN, {}, True),
        (HELD, {}, False),
        (HELD, {"show_hypothesis": True}, True),
        (PLAIN, {"show_hypothesis": False}, False),
    ],
)
def test_a_small_model_does_not_see_what_it_would_copy(
    profile: ModelProfile, settings: dict[str, bool], shown: bool
) -> None:
    ask, model = proposer([reply({"a": "a2", "b": "b1", "c": 5})], profile=profile, **settings)
    ask.tell([told(point())[0].model_copy(update={"reason": "Hypothesis: hot is good"})])
    ask.ask(1)
    assert ("hot is good" in asked(model)) == shown
