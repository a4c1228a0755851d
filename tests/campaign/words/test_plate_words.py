"""Plate rules in words: understood, tried out, read back, and asked again where they do not fit."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from orthought.campaign.plates import (
    Control,
    Plate,
    PlateRules,
    Quota,
    ValueLimit,
    choose_batch,
    rules_from_words,
)
from orthought.campaign.plates.rules import Price
from orthought.campaign.space import Categorical, Continuous, Discrete, Option, Point, Space
from orthought.campaign.words.plate_words import RulesDraft
from orthought.campaign.words.shape import rules_grammar, rules_schema
from orthought.campaign.words.trial import try_rules
from orthought.errors import InputError, ReplyError, SolverError
from orthought.llm.scripted import ScriptedModel
from orthought.llm.session import Session

SPACE = Space(
    parameters=(
        Categorical(
            name="solvent",
            options=(Option(name="CS(C)=O", label="DMSO"), Option(name="O"), Option(name='a "b"')),
        ),
        Discrete(name="degrees", numbers=(20, 60, 100), unit="°C"),
        Continuous(name="hours", low=0.5, high=24),
    )
)
TEXT = """
At most 2 solvents, two wells or more with DMSO, no more than three from 50 degrees on. Water
("O") at 20 degrees for 1 h as a control. DMSO costs 2 a well, and the plate at most 12. Keep the
plate dark.
"""
GOOD: dict[str, Any] = {
    "limits": [{"parameter": "solvent", "least": None, "most": 2}],
    "quotas": [
        {"parameter": "solvent", "values": ["DMSO"], "low": None, "high": None, "least": 2,
         "most": None},
        {"parameter": "degrees", "values": [], "low": 50, "high": None, "least": None, "most": 3},
    ],
    "controls": [{"point": {"solvent": "O", "degrees": "20", "hours": 1}, "wells": 1}],
    "prices": [{"parameter": "solvent", "value": "DMSO", "well": 2, "once": 0}],
    "cost_limit": 12,
    "not_expressed": ["Keep the plate  dark."],
}  # fmt: skip


def ask(*replies: Any, text: str = "at most two solvents", **options: Any) -> RulesDraft:
    """Return what comes of a text where the model answers with these replies."""
    model = ScriptedModel([r if isinstance(r, str) else json.dumps(r) for r in replies])
    found = asyncio.run(rules_from_words(text, SPACE, Session(model), **options))
    assert not model.remaining
    return found


def test_words_become_rules_that_are_read_back() -> None:
    found = ask(GOOD, text=TEXT)
    assert found.rules == PlateRules(
        limits=(ValueLimit(parameter="solvent", most=2),),
        quotas=(
            Quota(parameter="solvent", values=("CS(C)=O",), least=2),
            Quota(parameter="degrees", low=50, most=3),
        ),
        controls=(Control(point={"solvent": "O", "degrees": 20, "hours": 1}),),
        prices=(Price(parameter="solvent", value="CS(C)=O", well=2),),
        cost_limit=12,
    )
    assert found.words == (
        "At most 2 different values of solvent on a plate.",
        "At least 2 wells with solvent CS(C)=O.",
        "At most 3 wells with degrees at least 50.",
        "1 control well with solvent = O, degrees = 20, hours = 1.",
        "Solvent CS(C)=O costs 2 a well.",
        "The plate costs at most 12.",
    )
    assert found.not_expressed == ("Keep the plate dark.",)
    assert found.asked == 1
    assert found.pools >= 4
    assert 0 < found.possible <= found.pools


def test_prose_around_the_object_does_not_matter() -> None:
    found = ask(
        f"<think>hm {{}}</think>Here it is:\n```json\n{json.dumps(GOOD, indent=1)}\n```", text=TEXT
    )
    assert len(found.words) == 6


def test_what_words_and_rules_do_not_share_is_to_be_checked() -> None:
    found = ask(GOOD, text="At most five solvents and 7 wells with dmso. O at 100, 2-MeTHF.")
    assert found.words[6:] == (
        "Check: you say '7', but no rule holds this number.",
        "Check: you say '100', but no rule holds this number.",
        "Check: you say 'five', but no rule holds this number.",
    )
    limits = {"limits": GOOD["limits"], "prices": [{"parameter": "solvent", "value": "O"}]}
    assert ask(limits, text="two kinds").words[-1] == (
        "Check: the rules name O, but your words do not."
    )
    unsaid = {"limits": GOOD["limits"], "not_expressed": ["Shake for 30 min."]}
    assert len(ask(unsaid, text="Two solvents.  Shake for\n30 min.").words) == 1
    nothing = {"not_expressed": ["Shake."]}
    assert ask(nothing, text="Shake at 300 rpm.").words == ()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("I cannot.", "no JSON object"),
        ({**GOOD, "limits": [{"parameter": "solvant", "most": 2}]}, "did you mean solvent"),
        ({**GOOD, "quotas": [{"parameter": "solvent", "values": ["DMS"], "least": 1}]}, "DMS"),
        ({**GOOD, "limits": [{"parameter": "solvent"}]}, "neither least nor most"),
        ({**GOOD, "limits": [{"parameter": "solvent", "least": 3, "most": 2}]}, "above its most"),
        ({**GOOD, "rows": 8}, "unknown key: rows"),
        ({**GOOD, "controls": [{"point": {"solvent": "O"}, "wells": 1}]}, "missing for degrees"),
        ({**GOOD, "limits": "two"}, "limits"),
        ({"limits": []}, "no rule in it"),
        ({**GOOD, "not_expressed": [3]}, "no list of texts"),
    ],
)
def test_what_does_not_fit_is_asked_again_with_the_reason(reply: Any, reason: str) -> None:
    model = ScriptedModel(
        [reply if isinstance(reply, str) else json.dumps(reply), json.dumps(GOOD)]
    )
    found = asyncio.run(rules_from_words("two solvents", SPACE, Session(model)))
    assert found.asked == 2
    assert [request.stage for request in model.requests] == ["plate-rules", "plate-rules-1"]
    assert reason in model.requests[1].messages[-1].content


def test_after_four_replies_that_do_not_fit_the_last_reason_is_told() -> None:
    with pytest.raises(ReplyError, match="no JSON object") as caught:
        ask("no", "no", "no", "no")
    assert "campaign.toml" in (caught.value.fix or "")


def test_words_that_state_nothing_are_told_before_anything_is_asked() -> None:
    with pytest.raises(InputError, match="no plate rule"):
        ask(text="  ")


def test_a_model_that_does_not_agree_with_enumeration_is_not_used() -> None:
    def worse(pool: Any, scores: Any, rules: PlateRules, wells: int) -> Plate:
        plate = choose_batch(pool, scores, rules, wells)
        return plate.model_copy(update={"objective": plate.objective - 1})

    def forgetful(pool: Any, scores: Any, rules: PlateRules, wells: int) -> Plate:
        return choose_batch(pool, scores, PlateRules(), wells)

    def refusing(pool: Any, scores: Any, rules: PlateRules, wells: int) -> Plate:
        raise InputError("no")

    impossible = {"quotas": [{"parameter": "solvent", "values": ["O"], "least": 30}]}
    with pytest.raises(SolverError, match="reaches"):
        ask(GOOD, solve=worse)
    with pytest.raises(SolverError, match="a plate where there is none"):
        ask(impossible, solve=forgetful)
    with pytest.raises(SolverError, match="no plate where there is one"):
        ask(GOOD, solve=refusing)


def test_the_trial_tells_on_how_many_pools_a_plate_was_possible() -> None:
    never = PlateRules(quotas=(Quota(parameter="solvent", value="O", least=30),))
    tried, possible = try_rules(never, SPACE)
    assert tried > 0
    assert possible == 0
    assert try_rules(PlateRules(), SPACE) == (6, 6)


def test_a_space_smaller_than_the_pool_is_enough() -> None:
    tiny = Space(parameters=(Discrete(name="a", numbers=(1, 2)),))
    control = PlateRules(controls=(Control(point={"a": 1}),))
    assert try_rules(control, tiny)[1] > 0


def test_grammar_and_schema_hold_names_and_values() -> None:
    schema = json.loads(rules_schema(SPACE))
    assert set(schema["required"]) == set(GOOD)
    assert schema["properties"]["limits"]["items"]["properties"]["parameter"]["enum"] == [
        "solvent", "degrees", "hours",
    ]  # fmt: skip
    lines = dict(line.split(" ::= ", 1) for line in rules_grammar(SPACE).splitlines())
    assert lines["value0"] == r'"\"CS(C)=O\"" | "\"O\"" | "\"a \\\"b\\\"\""'
    assert lines["value1"] == '"20" | "60" | "100"'
    assert lines["root"].startswith(r'"{" "\"limits\":" "[" (limit')


def test_a_quota_over_options_needs_options() -> None:
    bad = {"quotas": [{"parameter": "solvent", "low": 1, "most": 2}]}
    found = ask(bad, GOOD)
    assert found.asked == 2


def test_rules_survive_json_and_toml_shapes() -> None:
    point: Point = {"solvent": "O", "degrees": 20, "hours": 1.0}
    rules = PlateRules.model_validate(
        {
            "quotas": [{"parameter": "solvent", "value": "O", "least": 1}],
            "controls": [{"point": point}],
        }
    )
    assert rules.quotas[0].values == ("O",)
    assert PlateRules.model_validate_json(rules.model_dump_json()) == rules
