"""The ranking of classes: the starter set, its own examples, and what it must not depend on."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from orthought.agent.classes.classify import best_classes, classify, stem
from orthought.agent.classes.library import load_classes
from orthought.problem import Column, TableProfile
from orthought.resources import benchmarks_folder

STARTER = sorted(path.parent for path in (benchmarks_folder() / "starter").glob("*/answer.json"))
FIRST_FLOOR = 0.85
SECOND_FLOOR = 0.95


def read_tables(folder: Path) -> list[TableProfile]:
    profiles = []
    for path in sorted((folder / "data").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        columns = tuple(Column(name=name, type="text") for name in header)
        profiles.append(TableProfile(name=path.stem, rows=0, columns=columns))
    return profiles


@pytest.mark.covers("class-without-call")
def test_starter_problems_find_their_class() -> None:
    places = []
    for folder in STARTER:
        wanted = json.loads((folder / "answer.json").read_text("utf-8"))["class"]
        ranked = classify((folder / "problem.md").read_text("utf-8"), read_tables(folder))
        places.append([score.identifier for score in ranked].index(wanted))
    assert len(places) >= 30
    assert sum(place == 0 for place in places) / len(places) >= FIRST_FLOOR
    assert sum(place < 2 for place in places) / len(places) >= SECOND_FLOOR


def test_worked_examples_find_their_own_class() -> None:
    for item in load_classes():
        for example in item.examples:
            assert classify(example.problem)[0].identifier == item.identifier


def test_strong_phrases_belong_to_one_class_and_weak_ones_to_few() -> None:
    phrases = [(p.text, p.weight) for item in load_classes() for p in item.recognition]
    counts = Counter(text for text, _ in phrases)
    assert all(counts[text] == 1 for text, weight in phrases if weight >= 3)
    assert max(counts.values()) <= 4


def test_no_class_says_a_phrase_twice() -> None:
    for item in load_classes():
        texts = [" ".join(map(stem, phrase.text.split())) for phrase in item.recognition]
        assert len(texts) == len(set(texts)), item.identifier


def test_words_are_whole_and_stems_count() -> None:
    assert "cut" in found("cutting_stock", "Rods are cutting costs.")
    assert "cut" not in found("cutting_stock", "The executor is acute.")
    assert "each ... exactly one of" in found(
        "assignment", "Each nurse gets, by lot, exactly one of the wards."
    )
    assert "each ... exactly one of" not in found(
        "assignment", "Each nurse rests. Take exactly one of them."
    )


def found(identifier: str, text: str) -> tuple[str, ...]:
    return next(score.evidence for score in classify(text) if score.identifier == identifier)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("cities", "city"), "city"),
        (("ships", "shipped", "shipping", "ship"), "ship"),
        (("boxes", "box"), "box"),
        (("routes", "route", "routing"), "rout"),
        (("mass",), "mass"),
    ],
)
def test_forms_of_a_word_share_their_stem(words: tuple[str, ...], expected: str) -> None:
    assert {stem(word) for word in words} == {expected}


@pytest.mark.covers("class-without-call")
def test_tables_speak_too() -> None:
    text = "Find the cheapest plan."
    columns = (Column(name="shift", type="text"), Column(name="nurse", type="text"))
    table = TableProfile(name="night_shift", rows=3, columns=columns)
    assert best_classes(text, tables=[table])[0].identifier == "rostering"


def test_best_classes_keep_number_and_threshold() -> None:
    text = "Blend ingredients into a mixture; ship it from warehouses to destinations."
    assert [item.identifier for item in best_classes(text, n=1)] == ["blending"]
    assert {item.identifier for item in best_classes(text, n=2)} == {"blending", "transportation"}
    assert best_classes(text, n=0) == ()
    assert best_classes(text, threshold=1e9) == ()
    assert best_classes("") == ()
    assert best_classes("Ein Gedicht zum Lesen") == ()


def test_ranking_is_the_same_every_time() -> None:
    text = STARTER[0].joinpath("problem.md").read_text("utf-8")
    assert classify(text) == classify(text)
    scores = [(-score.score, score.identifier) for score in classify(text)]
    assert scores == sorted(scores)
    assert len(scores) == len(load_classes())
