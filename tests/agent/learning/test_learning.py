"""Checked runs become examples; measurements leave them out, and their own problems always."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import orthought
from orthought.agent.learning import library
from orthought.agent.learning.choosing import is_the_same
from orthought.errors import InputError
from orthought.evaluation import Experiment, evaluate
from orthought.evaluation.sets.own import add_set
from orthought.runs import read_events
from tests.agent import scripts

TEXT = (
    "A diet of two foods: buy at least 4 units of food x and food y together; a unit of x costs 3 "
    "and a unit of y costs 2; at least 1 unit of food x is needed in the diet at least cost."
)
OTHER = (
    "Another diet of two foods: buy at least 9 units of food x and food y together; a unit of x "
    "costs 5 and a unit of y costs 4; at least 2 units of food x are needed in the diet."
)
THIRD = (
    "A farmer mixes a diet of hay and grain foods for a cow. It must hold at least 14 g of protein "
    "and at least 9 g of fat. Hay costs 5 a kg and grain costs 4 a kg. Which diet costs least?"
)
REPLY = scripts.LP.replace('"problem_class": "product_mix"', '"problem_class": "diet"')


def solve(text: str, folder: Path, reply: str = REPLY, **flags: object) -> orthought.Solution:
    script = folder.parent / f"{folder.name}.json"
    script.write_text(json.dumps([reply]))
    settings = orthought.load_settings({"llm": f"scripted:{script}", **flags})[0]
    return orthought.solve(text, settings=settings, out=folder)


def asked(run: Path) -> str:
    event = next(event for event in read_events(run) if event["type"] == "call")
    return str(event["messages"][-1]["content"])


@pytest.fixture
def learned(tmp_path: Path) -> library.Learned:
    assert solve(TEXT, tmp_path / "first").status == "checked"
    return library.learn(tmp_path / "first")


@pytest.mark.covers("learned-examples")
def test_a_checked_run_helps_with_the_next_problem(
    learned: library.Learned, tmp_path: Path
) -> None:
    assert library.entries() == (learned,)
    assert "diet" in learned.classes
    solve(OTHER, tmp_path / "second")
    prompt = asked(tmp_path / "second")
    assert TEXT in prompt and "model.together" in prompt
    solve(OTHER, tmp_path / "third", learned=False)
    assert TEXT not in asked(tmp_path / "third")


def test_without_examples_the_prompt_is_what_it_was(tmp_path: Path) -> None:
    solve(OTHER, tmp_path / "on", learned=True)
    solve(OTHER, tmp_path / "off", learned=False)
    assert asked(tmp_path / "on") == asked(tmp_path / "off")


@pytest.mark.usefixtures("learned")
def test_a_problem_of_another_kind_and_the_problem_itself_get_none(tmp_path: Path) -> None:
    solve(scripts.MILP_TEXT, tmp_path / "other", scripts.MILP)
    assert TEXT not in asked(tmp_path / "other")
    solve(TEXT, tmp_path / "same")
    assert asked(tmp_path / "same").count(TEXT.split(";", maxsplit=1)[0]) <= 1


@pytest.mark.covers("learned-examples")
@pytest.mark.usefixtures("learned")
def test_a_measurement_uses_none_and_never_its_own_problem(tmp_path: Path) -> None:
    problems = tmp_path / "small.jsonl"
    lines = [
        {"id": "new", "text": THIRD, "answer": 9},
        {"id": "known", "text": TEXT.replace("3", "7"), "answer": 9},
    ]
    problems.write_text("\n".join(map(json.dumps, lines)))
    add_set(problems)
    script = tmp_path / "script.json"
    script.write_text(json.dumps([{"text": REPLY, "repeat": True}]))
    for used in (False, True):
        out = tmp_path / f"eval-{used}"
        evaluate(Experiment(bench=("small",), llm=(f"scripted:{script}",), learned=used), out=out)
        prompts = {
            path.parts[-4]: asked(path.parent) for path in out.rglob("events.jsonl")
            if "cells" in path.parts and path.parent != out
        }  # fmt: skip
        assert (TEXT in prompts["new"]) is used
        assert TEXT not in prompts["known"]


def test_what_is_not_checked_is_only_kept_where_the_user_answers_for_it(tmp_path: Path) -> None:
    doubtful = REPLY.replace('expr=model.x >= data["least_x"]', "expr=model.x >= 0")
    assert solve(TEXT, tmp_path / "doubtful", doubtful).status == "doubtful"
    with pytest.raises(InputError, match="not checked"):
        library.learn(tmp_path / "doubtful")
    assert library.learn(tmp_path / "doubtful", vouched=True).text == TEXT


def test_a_run_goes_on_with_the_examples_that_it_began_with(
    learned: library.Learned, tmp_path: Path
) -> None:
    settings = orthought.load_settings({"llm": f"scripted:{tmp_path / 'none.json'}"})[0]
    (tmp_path / "none.json").write_text("[]")
    with pytest.raises(orthought.OrthoughtError):
        orthought.solve(OTHER, settings=settings, out=tmp_path / "run")
    before = asked(tmp_path / "run")
    assert TEXT in before
    (tmp_path / "none.json").write_text(json.dumps([REPLY]))
    library.learn(tmp_path / "first", data_set_of=lambda _: "own:1")
    orthought.solve(OTHER, settings=settings, out=tmp_path / "run")
    calls = [event for event in read_events(tmp_path / "run") if event["type"] == "call"]
    assert len({event["key"] for event in calls}) == 1


def test_an_example_is_forgotten_by_the_beginning_of_its_key(learned: library.Learned) -> None:
    with pytest.raises(InputError, match="0 examples"):
        library.forget("zz")
    assert library.forget(learned.key[:6]) == learned
    assert library.entries() == ()


def test_damaged_and_newer_files_are_passed_over(learned: library.Learned) -> None:
    (library.folder() / "broken.json").write_text("{")
    newer = learned.model_dump() | {"format": library.FORMAT + 1, "key": "f" * 16}
    (library.folder() / f"{'f' * 16}.json").write_text(json.dumps(newer))
    assert library.entries() == (learned,)


def test_reworded_numbers_are_the_same_problem_and_another_story_is_not() -> None:
    assert is_the_same(TEXT, TEXT.replace("4", "5"))
    assert not is_the_same(TEXT, scripts.MILP_TEXT)
