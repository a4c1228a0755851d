"""Reading what a model wrote, tolerantly."""

from __future__ import annotations

import json

import pytest

from orthought.campaign.proposers.asking.choosing import choice_problems, read_choice
from orthought.campaign.proposers.asking.codebook import Codebook, written
from orthought.campaign.proposers.asking.reading import WHY, read_reply, sentence
from orthought.campaign.space import Categorical, Continuous, Option, Space
from orthought.errors import InputError
from tests.growth import assert_gentle_growth

from .spaces import mixed_space, options, reply, small_space

WANTED = {"a": "a2", "b": "b1", "c": 5}
BOOK = Codebook(small_space())
MIXED = Codebook(mixed_space())


def meant(text: str, book: Codebook = BOOK) -> list[dict[str, object]]:
    """Return what the experiments of a reply mean, as values by key."""
    return [
        {key: book.value(key, raw) for key, raw in draft.values.items()}
        for draft in read_reply(text, book, 10).drafts
    ]


@pytest.mark.parametrize(
    "text",
    [
        reply(WANTED),
        f"Here you are:\n```json\n{reply(WANTED)}\n```\nGood luck!",
        f"<think>a1 b2 c=1 {reply({'a': 'a1', 'b': 'b1', 'c': 1})}</think>{reply(WANTED)}",
        json.dumps(WANTED),
        json.dumps([WANTED]),
        json.dumps({"experiment": WANTED}),
        json.dumps({"suggestions": [{"point": WANTED, "reason": "why not"}]}),
        json.dumps({"experiments": {"1": WANTED}}),
        json.dumps({"experiments": [["a2", "b1", 5]]}),
        json.dumps({"experiments": ["a2 b1 c=5"]}),
        json.dumps({"experiments": "a2 b1 c=5"}),
        json.dumps({"ligand": "SPhos", "solvent": "DMA", "loading": 5}),
        json.dumps({"Ligand": "sphos", "SOLVENT": "dma", "loading": "5 mol%"}),
        json.dumps({"a": "a2 (SPhos)", "b": "b1: DMA", "c": "c=5"}),
        json.dumps({"a": 2, "b": "1", "c": "5.0"}),
        json.dumps({"a": {"id": "a2", "name": "SPhos"}, "b": ["b1"], "c": {"value": 5}}),
        reply(WANTED)[:-3],
        reply(WANTED).replace('"', "'"),
        '{"hypothesis": "x", "experiments": [{"why": "cut", "a": "a2", "b": "b1", "c": 5',
        "I would take a2 with b1 and c = 5.",
        "ligand: SPhos\nsolvent: DMA\nloading: 5 mol%",
        "Not XPhos; let us try SPhos in DMA, and the loading is 5.",
        "**Ligand**: SPhos\n**Solvent**: DMA\n**Loading**: 5",
    ],
)
def test_many_ways_to_say_the_same(text: str) -> None:
    assert meant(text) == [{"a": "SPhos", "b": "DMA", "c": 5.0}]


def test_reasons_and_hypothesis() -> None:
    parts = read_reply(
        '{"hypothesis": "  base\\n matters ", "experiments": [{"a": "a1", "rationale": "new"}]}',
        BOOK,
        5,
    )
    assert parts.hypothesis == "base matters"
    assert parts.drafts[0].reason == "new"
    assert read_reply("Hypothesis: more base is better.\na1", BOOK, 5).hypothesis == (
        "more base is better."
    )
    cut = read_reply('{"hypothesis": "it is hot", "experiments": [{"a"', BOOK, 5)
    assert cut.hypothesis == "it is hot"


def test_the_last_answer_counts_where_there_are_two() -> None:
    text = f"For example {reply({'a': 'a1', 'b': 'b1', 'c': 1})}, but better: {reply(WANTED)}"
    assert meant(text) == [{"a": "SPhos", "b": "DMA", "c": 5.0}]


def test_experiments_on_lines_of_their_own() -> None:
    text = json.dumps(WANTED) + "\n" + json.dumps({**WANTED, "c": 1})
    assert [values["c"] for values in meant(text)] == [5.0, 1.0]


def test_at_most_so_many() -> None:
    assert len(read_reply(reply(*[WANTED] * 50), BOOK, 7).drafts) == 7


@pytest.mark.parametrize("text", ["", "no idea", "{}", "[]", "null", '"a"', "{" * 50_000, "é" * 99])
def test_nothing_to_find(text: str) -> None:
    assert read_reply(text, BOOK, 5).drafts == ()


@pytest.mark.parametrize(
    ("piece", "count"),
    [
        ("[", 60_000),
        ('{"a":', 12_000),
        ('"', 60_000),
        ("a: ", 20_000),
        ("ligand ", 9_000),
        ("a1 ", 20_000),
    ],
)
def test_long_nonsense_takes_no_time(piece: str, count: int) -> None:
    assert_gentle_growth(lambda times: read_reply(piece * times, BOOK, 5), count)


def test_options_whose_names_differ_by_case_alone() -> None:
    """SMILES c1ccncc1 and C1CCNCC1 are different molecules."""
    assert MIXED.value("a", "c1ccncc1") == "c1ccncc1"
    assert MIXED.value("a", "C1CCNCC1") == "C1CCNCC1"
    assert MIXED.value("a", "Pyridine") == "c1ccncc1"
    two = Space(parameters=(Categorical(name="x", options=options("c1ccccc1", "C1CCCCC1")),))
    assert Codebook(two).value("a", "c1ccccc1") == "c1ccccc1"
    assert Codebook(two).value("a", "C1CCCCC1") == "C1CCCCC1"


def test_options_that_are_called_like_codes() -> None:
    space = Space(parameters=(Categorical(name="plate", options=options("a2", "a1")),))
    book = Codebook(space)
    assert book.code("plate", "a2") == "a_1"
    assert book.value("a_", "a2") == "a2" and book.value("a_", "a_2") == "a1"


def test_options_that_are_numbers_are_names_first() -> None:
    space = Space(parameters=(Categorical(name="grade", options=options("2", "3", "1")),))
    assert Codebook(space).value("a", "2") == "2"
    assert Codebook(space).value("a", "a2") == "3"


def test_keys_go_on_after_z() -> None:
    many = tuple(Continuous(name=f"p{n}", low=0, high=1) for n in range(30))
    assert list(Codebook(Space(parameters=many)).parameters)[25:28] == ["z", "aa", "ab"]


@pytest.mark.parametrize(
    "raw", [True, None, [], {}, "", "a", "a0", "a4", "-1", float("nan"), 10**400]
)
def test_no_option(raw: object) -> None:
    with pytest.raises(InputError, match="a: "):
        BOOK.value("a", raw)


@pytest.mark.parametrize(
    "raw", [True, None, [5], "five", "", "5-6", "1e999", 10**400, float("inf")]
)
def test_no_number(raw: object) -> None:
    with pytest.raises(InputError, match=r"c: .* is not one of 1, 2\.5, 5"):
        BOOK.value("c", raw)


def test_numbers_are_short_and_equal_when_read_back() -> None:
    for number in (1, 1.0, 0.1 + 0.2, 1e-7, 1e22, -2.5):
        assert float(written(number)) == number
    assert written(50.0) == "50"


def test_a_hypothesis_is_for_people() -> None:
    labelled = Space(
        parameters=(
            Categorical(name="base", options=(Option(name="CCN", label="ethylamine"),)),
            Continuous(name="heat", low=0, high=9),
        )
    )
    book = Codebook(labelled)
    text = "a1 (ethylamine) helps, b = 3 is best, a7 is none"
    people = "ethylamine helps, heat = 3 is best, a7 is none"
    assert book.spelt_out(text) == people
    assert book.shortened(people) == "a1 helps, heat = 3 is best, a7 is none"


def test_a_sentence_fits_into_every_record() -> None:
    assert sentence("a\n\tb\x00\u202e c") == "a b c"
    assert sentence("\ud800") == "?"
    assert len(sentence("x" * 1000)) == 300 and sentence("x" * 1000).endswith("...")
    assert sentence(["no text"]) == ""


def test_a_sentence_that_a_grammar_cut_ends_with_a_word() -> None:
    whole = "more base raises the yield, and more water lowers it in all of these runs"
    assert (
        sentence(whole[:WHY])
        == "more base raises the yield, and more water lowers it in all of these ..."
    )
    assert sentence(whole[:30]) == whole[:30]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('{"hypothesis":"h","why":"w","rows":[3,7]}', [3, 7]),
        ('{"rows": 3}', [3]),
        ('{"row": "3"}', [3]),
        ('{"choice": ["candidate 3", {"row": 7}]}', [3, 7]),
        ("```json\n[3, 7]\n```", [3, 7]),
        ("3", [3]),
        ("3, 7", [3, 7]),
        ("I take candidates 3 and 7, because 95 % is likely.", [3, 7]),
        ("Row #3 it is", [3]),
        ("I like them all", []),
        ('{"rows": [true, null, 1.5, "x"]}', []),
        ("", []),
    ],
)
def test_choices(text: str, rows: list[int]) -> None:
    assert read_choice(text).rows == rows


def test_what_is_wrong_with_a_choice() -> None:
    good, problems = choice_problems([2, 9, 2, 1, 10**30], 5, {1})
    assert good == [2]
    assert [p.split(",")[0] for p in problems[:3]] == [
        "there is no candidate 9",
        "candidate 2 is chosen already",
        "candidate 1 is chosen already",
    ]
