"""The whole way of a small model: asked sentence by sentence, in lines or in JSON."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import platformdirs
import pytest

import orthought
from orthought.agent.context import Reading
from orthought.agent.grounded.dialogue import asked_sentences
from orthought.agent.grounded.examples import WorkedDialogue, worked_dialogues
from orthought.agent.grounded.forms import JSON, PLAIN
from orthought.agent.grounded.grammar import Lines, opening_lines, sentence_lines
from orthought.agent.grounded.replies import read_opening
from orthought.agent.grounded.sureness import of_replies
from orthought.errors import ReplyError
from orthought.llm.protocol import Reply

FARM = next(example for example in worked_dialogues() if example.name == "farm")
PROFILE = """
[[models]]
match = ["scripted:*"]
size = "small"
grounded = true
checker = false
{ability} = true
"""


def solve(
    folder: Path, replies: list[str], ability: str = "grammar", text: str = FARM.text
) -> orthought.Solution:
    """Solve with prepared replies, by a profile that can be held to lines or to JSON."""
    table = platformdirs.user_config_path("orthought", appauthor=False) / "profiles.toml"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(PROFILE.format(ability=ability))
    script = folder / "replies.json"
    script.write_text(json.dumps(replies))
    settings = orthought.Settings(llm=f"scripted:{script}", max_repairs=0)
    return orthought.solve(text, settings=settings, out=folder / "run")


def lines_of(example: WorkedDialogue) -> list[tuple[Lines, str]]:
    """Return what may be said in each reply of a dialogue, with what is said."""
    decisions = read_opening(example.opening).decisions
    asked = asked_sentences(Reading.of(example.text), decisions)
    return [
        (opening_lines(example.text), example.opening),
        *(
            (sentence_lines(sentence.text, items, decisions, example.text), answer)
            for (sentence, items), answer in zip(asked, example.answers, strict=True)
        ),
    ]


@pytest.mark.covers("grounded")
@pytest.mark.parametrize(("ability", "form"), [("grammar", PLAIN), ("structured_output", JSON)])
def test_a_problem_is_read_in_lines_or_in_json(ability: str, form: type, tmp_path: Path) -> None:
    replies = [form.shown(said) for _, said in lines_of(FARM)]
    solution = solve(tmp_path, replies, ability)
    assert solution.objective == pytest.approx(FARM.optimum)
    assert solution.usage.calls == len(replies)
    assert solution.signals == {}, "this model does not say how sure it was"


@pytest.mark.covers("grounded")
@pytest.mark.parametrize("example", worked_dialogues(), ids=lambda e: e.name)
def test_a_worked_dialogue_fits_its_schema(example: WorkedDialogue) -> None:
    for lines, said in lines_of(example):
        shown = JSON.shown(said)
        schema, values = lines.schema, json.loads(shown)
        assert list(values) == schema["required"] == list(schema["properties"])
        for name, value in values.items():
            assert re.search(schema["properties"][name]["pattern"], value), value
        assert JSON.read(shown) == said


def test_the_schema_knows_no_other_decisions_and_roles() -> None:
    lines = sentence_lines("x", lines_items("x needs 4 (a+b) units."), ("oak (a+b)", "elm"), "x")
    (rules,) = lines.schema["properties"].values()
    for said, fits in {
        "each oak (a+b) and elm, days of work": True,
        "at most number of all": True,
        "each beech, days": False,
        "each elm": False,
        "some words": False,
    }.items():
        assert bool(re.search(rules["pattern"], said)) is fits, said


def lines_items(text: str) -> tuple:
    """Return the items of a text of one sentence."""
    ((_, items),) = asked_sentences(Reading.of(text))
    return items


@pytest.mark.parametrize("reply", ["", "no", '{"1. 4": ', '{"1. 4": ' * 20_000])
def test_a_reply_that_is_no_object_is_refused(reply: str) -> None:
    with pytest.raises(ReplyError, match="JSON"):
        JSON.read(reply)


def test_an_object_is_found_in_talk_and_without_numbers() -> None:
    assert JSON.read('Sure! {"4": "not used",\n"2. 5":"each a,\\n b"} Done.') == (
        "4: not used\n5: each a, b"
    )


@pytest.mark.covers("grounded", "bad-input")
def test_readings_that_cannot_be_read_end_in_the_other_way(tmp_path: Path) -> None:
    """Three draws of nonsense, then the whole program is asked for."""
    replies = ["nonsense"] * 3 + ["no program either"] * 2
    solution = solve(tmp_path, replies)
    assert solution.status == "failed"
    events = map(json.loads, (tmp_path / "run" / "events.jsonl").read_text().splitlines())
    asked = [event["stage"] for event in events if event["type"] == "call"]
    assert asked[:4] == ["grounded"] * 3 + ["model"]


def said(*tokens: tuple[str, float]) -> Reply:
    return Reply(text="".join(token for token, _ in tokens), token_logprobs=tokens)


def test_how_sure_a_reading_is() -> None:
    opening = said(
        ("dec", -9.0), ("isions", 0.0), (":", 0.0), (" oak", -0.5), ("; ash", 0.0), ("\n", -7.0),
        ("kind", 0.0), (":", 0.0), (" any", -0.25), (" amount", -0.5), ("\n", 0.0),
        ("goal:", 0.0), (" maximize", 0.0), (" profit", -1.0),
    )  # fmt: skip
    labels = said(
        ("4", -8.0), (":", 0.0), (" each oak", -0.125), (", days", 0.0), ("\n", 0.0),
        ("5:", 0.0), (" not used", -2.0),
    )  # fmt: skip
    assert of_replies([opening, labels]) == {
        "probability of the decisions": pytest.approx(math.exp(-0.5)),
        "probability of the kind": pytest.approx(math.exp(-0.75)),
        "probability of the goal": pytest.approx(math.exp(-1.0)),
        "probability of the least sure label": pytest.approx(math.exp(-2.0)),
        "probability of all labels": pytest.approx(math.exp(-2.125)),
    }
    assert of_replies([opening, Reply(text="4: not used")]) == {}, "it does not say"
