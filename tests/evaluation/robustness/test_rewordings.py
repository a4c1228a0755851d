"""The rules that reword a text: what they change, and what they leave as it was."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orthought.errors import InputError
from orthought.evaluation.robustness import RULES, reword
from orthought.evaluation.robustness.passages import join_passages, passages_of
from orthought.evaluation.robustness.sentences import sentences_of
from orthought.evaluation.robustness.synonym_table import BOTH_WAYS, ONE_WAY
from orthought.evaluation.robustness.words import words_for
from tests.evaluation.robustness.texts import BAKERY, BOATS, LOOMS

NUMBER = re.compile(r"\d+(?:\.\d+)?")
KEEPING = ("order", "synonyms")
REWORDINGS = sorted(name for name, rule in RULES.items() if rule.function)
PARTS = (
    "The mill has 7 looms.",
    "It runs 40 h a week.",
    "A firm buys at least 25 kg of wool each week.",
    "At most 3 clients wait.",
    "Cloth costs 6.5 EUR per metre.",
    "However, 2 looms are idle.",
    "There are exactly 11 workers.",
)
TEXTS = st.lists(st.sampled_from(PARTS), min_size=1, max_size=7).map(
    lambda parts: " ".join([*parts, "How should the mill plan to earn the most money?"])
)
pytestmark = pytest.mark.covers("robustness")


@given(TEXTS, st.sampled_from(KEEPING), st.integers(0, 99))
def test_order_and_synonyms_keep_every_number(text: str, rule: str, seed: int) -> None:
    changed = reword(text, rule, seed).text
    assert Counter(NUMBER.findall(changed)) == Counter(NUMBER.findall(text))


@given(TEXTS, st.sampled_from(REWORDINGS), st.integers(0, 99))
def test_the_same_seed_gives_the_same_text(text: str, rule: str, seed: int) -> None:
    found = reword(text, rule, seed)
    assert reword(text, rule, seed) == found
    assert (found.text == text) == (found.changes == 0)


@given(TEXTS, st.integers(0, 99))
def test_order_keeps_the_first_sentence_the_question_and_every_sentence(
    text: str, seed: int
) -> None:
    before, after = sentences_of(text), sentences_of(reword(text, "order", seed).text)
    assert (after[0], after[-1]) == (before[0], before[-1])
    assert Counter(after) == Counter(before)


@given(st.text(alphabet="ab 1.\n|$?A", max_size=80))
def test_passages_give_the_text_back(text: str) -> None:
    assert join_passages(passages_of(text)) == text


@given(st.text(max_size=60), st.sampled_from(REWORDINGS))
def test_no_text_breaks_a_rule(text: str, rule: str) -> None:
    assert reword(text, rule, 1).changes >= 0


def test_a_sentence_that_points_back_follows_its_predecessor() -> None:
    for seed in range(20):
        after = " ".join(reword(BAKERY, "order", seed).text.split())
        assert "95 kg of flour each day. It cannot store flour overnight." in after


def test_what_is_introduced_comes_before_what_speaks_of_it() -> None:
    text = (
        "A mill weaves cloth. A partner dyes wool for 3 EUR. The partner takes 20 kg. "
        "Looms run 40 h. What is best?"
    )
    for seed in range(20):
        after = reword(text, "order", seed).text
        assert after.index("A partner") < after.index("The partner")


def test_units_are_scaled_throughout_and_money_stays() -> None:
    texts = {" ".join(reword(BAKERY, "units", seed).text.split()) for seed in range(12)}
    joined = "\n".join(texts)
    assert (
        "takes 720 s of kneading and a roll takes 180 s. The mixer runs at most 28800 s" in joined
    )
    assert "uses 800 g of flour and a roll uses 70 g" in joined
    assert all("4 EUR" in text and "0.5 EUR" in text for text in texts)


@pytest.mark.parametrize(
    "text",
    [
        LOOMS,
        "A van carries 40 kg for 3 EUR. How can the van drive least hours?",
        "A van costs 3 EUR. It drives 4 h. Which tour takes the least time?",
        "A van carries 40 kg at 3 EUR. Loads are 5, 6 and 7. What costs the least money?",
        "A van loads 40 kg and drives 9 h. Which plan is best?",
    ],
)
def test_units_stay_where_one_may_be_implied_or_be_the_answer(text: str) -> None:
    assert not any(reword(text, "units", seed).changes for seed in range(8))


def test_words_spell_whole_numbers_only() -> None:
    after = reword(BAKERY, "words", 1).text
    assert "twelve min" in after and "four hundred eighty min" in after
    assert "0.8 kg" in after and "0.5 EUR" in after
    assert reword(BOATS, "words", 1).changes == 0


@pytest.mark.parametrize(
    "text",
    [
        "Beam 1 hits the plate and beam 2 misses it by far. What is best?",
        "The apprentices are numbered 1, 2 and 3 in the book. What is best?",
        "A stay counts if its column reads 1 in the night. What is best?",
        "The mill was founded in 1987. What is best?",
    ],
)
def test_numbers_that_are_names_stay(text: str) -> None:
    assert reword(text, "words", 1).changes == 0


def test_words_of_numbers() -> None:
    assert words_for(12) == "twelve"
    assert words_for(21) == "twenty-one"
    assert words_for(480) == "four hundred eighty"
    assert words_for(21_305) == "twenty-one thousand three hundred five"


def test_words_begin_a_sentence_with_a_capital() -> None:
    assert reword("7 boats leave the port today. What is best?", "words", 1).text.startswith(
        "Seven boats"
    )


@pytest.mark.parametrize("rule", ["words", "units", "distractor"])
def test_tables_stay(rule: str) -> None:
    table = LOOMS[LOOMS.index("|") : LOOMS.rindex("|") + 1]
    assert table in reword(LOOMS, rule, 1).text


def test_synonyms_keep_the_case_and_there_are_enough() -> None:
    assert len(BOTH_WAYS) + len(ONE_WAY) >= 40
    texts = {reword("At most 9 mills can run. What is best?", "synonyms", s).text for s in range(9)}
    assert texts == {"No more than 9 mills can run. What is best?"}


def test_synonyms_leave_names_and_articles_alone() -> None:
    text = "The Weaving Company Ltd has a worker here. What is best?"
    assert not any(reword(text, "synonyms", seed).changes for seed in range(9))


def test_a_distractor_parts_no_pair_and_keeps_the_question_last() -> None:
    for seed in range(20):
        found = reword(BAKERY, "distractor", seed)
        flat = " ".join(found.text.split())
        assert found.changes in (1, 2)
        assert "each day. It cannot store" in flat
        assert flat.endswith("to earn the most money?")


def test_an_unknown_rule_names_near_misses() -> None:
    with pytest.raises(InputError, match="synonyms"):
        reword(BAKERY, "synonims", 1)
