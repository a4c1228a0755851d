"""Rules of a space in words: read by the space's own grammar, counted, and read back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from orthought.campaign.space import Continuous, Space
from orthought.campaign.words.space_words import SpaceDraft, space_rules_from_words
from orthought.errors import InputError, ReplyError
from orthought.llm.scripted import ScriptedModel
from orthought.llm.session import Session
from tests.campaign.measures.scene import SPACE


def ask(*replies: Any, space: Space = SPACE, text: str = "no DMF when hot") -> SpaceDraft:
    """Return what comes of a text where the model answers with these replies."""
    model = ScriptedModel([r if isinstance(r, str) else json.dumps(r) for r in replies])
    found = asyncio.run(space_rules_from_words(text, space, Session(model)))
    assert not model.remaining
    return found


def test_words_become_rules_that_say_what_they_rule_out() -> None:
    found = ask(
        {
            "rules": [
                "forbid solvent = DMF and degrees >= 60",
                "forbid ligand = L1 and ligand = L2",
            ],
            "not_expressed": ["Be careful."],
        }
    )
    assert found.texts[0] == 'forbid solvent = "DMF" and degrees >= 60'
    assert found.words == (
        'forbid solvent = "DMF" and degrees >= 60 (rules out 16.7 % of them)',
        'forbid ligand = "L1" and ligand = "L2" (rules out nothing)',
    )
    assert found.not_expressed == ("Be careful.",)
    allowed = SPACE.model_copy(update={"rules": found.rules})
    assert not allowed.allows({"solvent": "DMF", "ligand": "None", "degrees": 80})
    assert allowed.allows({"solvent": "DMF", "ligand": "None", "degrees": 40})


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ({"rules": ["forbid solvant = DMF"]}, "solvant"),
        ({"rules": ["forbid solvent = DMX"]}, "DMX"),
        ({"rules": ["never use DMF"]}, "never"),
        ({"rules": ["forbid degrees >= 0"]}, "no combination"),
        ({"rules": []}, "no rule in it"),
        ({"rules": {"a": 1}}, "no list of texts"),
        ("sorry", "no JSON object"),
    ],
)
def test_what_does_not_fit_is_asked_again_with_the_reason(reply: Any, reason: str) -> None:
    model = ScriptedModel(
        [
            reply if isinstance(reply, str) else json.dumps(reply),
            json.dumps({"rules": ["forbid solvent = DMF"]}),
        ]
    )
    found = asyncio.run(space_rules_from_words("no DMF", SPACE, Session(model)))
    assert found.asked == 2
    assert reason in model.requests[1].messages[-1].content


def test_rules_that_leave_nothing_are_never_returned() -> None:
    nothing = {"rules": ["require degrees > 80"]}
    with pytest.raises(ReplyError, match="leave no combination"):
        ask(nothing, nothing, nothing, nothing)


def test_a_space_without_end_is_sampled_for_the_shares() -> None:
    space = Space(parameters=(Continuous(name="x", low=0, high=10),))
    found = ask({"rules": ["x <= 5"]}, space=space)
    assert found.texts == ("require x <= 5",)
    share = float(found.words[0].split("about ")[1].split(" %")[0])
    assert share == pytest.approx(50, abs=5)


def test_an_empty_text_is_told() -> None:
    with pytest.raises(InputError, match="no rule is stated"):
        ask(text="")
