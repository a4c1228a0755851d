"""Sentences: numbered from 1, nothing lost, decimals and abbreviations left whole."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orthought.agent.reading.sentences import split_sentences
from tests.growth import assert_gentle_growth

STARTER = Path(__file__).resolve().parents[2] / "benchmarks" / "starter"
PIECES = st.sampled_from(
    ["a", "3.5 ", ". ", "! ", "?\n", "\n\n", "- ", "| 1 | 2 |\n", "# x\n", "e.g. ", "。", "$x. y$"]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join))


def texts_of(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It costs 3.50 EUR. It earns 5.", ["It costs 3.50 EUR.", "It earns 5."]),
        ("Use e.g. steel. No. 3 is best.", ["Use e.g. steel.", "No. 3 is best."]),
        ("It takes approx. 5 h. St. Gallen pays.", ["It takes approx. 5 h.", "St. Gallen pays."]),
        ("Buy A.\nBuy B!\nBuy C?", ["Buy A.", "Buy B!", "Buy C?"]),
        ("At 8 a.m. they start. Then rest.", ["At 8 a.m. they start.", "Then rest."]),
        ("One line\n\nother line", ["One line", "other line"]),
        ("Limits:\n- at most 3\n- at least 2", ["Limits:", "- at most 3", "- at least 2"]),
        ("1. First part.\n2. Second part.", ["1. First part.", "2. Second part."]),
        ("# Head\nText here.", ["# Head", "Text here."]),
        ("| a | b |\n|---|---|\n| 1.5 | 2 |", ["| a | b |", "| 1.5 | 2 |"]),
        ("成本是3元。利润是5元\uff01多少\uff1f", ["成本是3元。", "利润是5元\uff01", "多少\uff1f"]),
        ("कीमत 5 है। लाभ 3 है।", ["कीमत 5 है।", "लाभ 3 है।"]),
        ("كم التكلفة؟ الربح خمسة.", ["كم التكلفة؟", "الربح خمسة."]),
        ("Let $x. y \\le 3$ hold. Done.", ["Let $x. y \\le 3$ hold.", "Done."]),
        ("It costs $5. It earns $9. Fine.", ["It costs $5.", "It earns $9.", "Fine."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("Wait... and go. End", ["Wait... and go.", "End"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_splits(text: str, expected: list[str]) -> None:
    assert texts_of(text) == expected


@given(TEXTS)
@example("a\r\n\r\nb. c\u2028d")
@settings(max_examples=200, deadline=None)
def test_every_letter_and_digit_is_in_exactly_one_sentence(text: str) -> None:
    sentences = split_sentences(text)
    covered = [0] * len(text)
    for sentence in sentences:
        for position in range(sentence.start, sentence.end):
            covered[position] += 1
    for character, count in zip(text, covered, strict=True):
        assert count <= 1
        assert count == 1 or not character.isalnum()


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_offsets_and_numbers_fit(text: str) -> None:
    sentences = split_sentences(text)
    assert [sentence.number for sentence in sentences] == list(range(1, len(sentences) + 1))
    last = 0
    for sentence in sentences:
        assert last <= sentence.start < sentence.end <= len(text)
        assert sentence.text == re.sub(r"\s", " ", text[sentence.start : sentence.end])
        last = sentence.end


@pytest.mark.parametrize("path", sorted(STARTER.glob("*/problem.md")), ids=lambda p: p.parent.name)
def test_starter_texts_split_as_their_replies_count(path: Path) -> None:
    text = path.read_text("utf-8")
    plain = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    assert [" ".join(piece.split()) for piece in texts_of(text)] == plain


def test_a_long_text_is_fast() -> None:
    assert_gentle_growth(
        lambda times: split_sentences("a$b. " * times + "|" * times + "." * times), 50_000
    )
