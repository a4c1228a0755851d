"""Rewordings by rule: what they change, what they never touch, and that a seed gives one text."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.reading.numbers import find_numbers
from orthought.agent.reading.sentences import split_sentences
from orthought.errors import InputError
from orthought.evaluation.robustness import RULES, reword
from orthought.evaluation.robustness.digits import in_words
from orthought.evaluation.robustness.distractors import SENTENCES
from orthought.evaluation.robustness.order import reorder
from orthought.evaluation.robustness.synonyms import SWAPS, swap_synonyms

STARTER = Path(__file__).resolve().parents[3] / "benchmarks" / "starter"
TEXTS = [path.read_text().strip() for path in sorted(STARTER.glob("s*/problem.md"))]
LOOM = (
    "A weaver makes rugs and shawls. A rug takes 3 kg of wool, a shawl takes 0.5 kg of wool. "
    "It must be dyed. The store holds at most 120 kg of wool. A rug earns 40 EUR, a shawl earns "
    "15 EUR. At least 12 shawls are ordered. The loom runs at most 45 hours a week. "
    "How many of each should be woven to earn the most money?"
)


def values(text: str) -> Counter[float]:
    """Return every number of a text, words included, as often as it stands there."""
    return Counter(number.value for number in find_numbers(split_sentences(text)))


@pytest.mark.covers("robustness")
@pytest.mark.parametrize("rule", RULES)
def test_a_seed_gives_one_text_and_another_seed_another(rule: str) -> None:
    assert reword(LOOM, rule, "1") == reword(LOOM, rule, "1")
    drawn = {reword(LOOM, rule, str(seed)).text for seed in range(20)}
    # Nothing is drawn where all whole numbers become words.
    assert len(drawn) > 1 or rule == "words"


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", ["", "Nothing to do here", "| a | b |\n|---|---|\n| 1 | 2 |\n"])
def test_where_nothing_fits_the_text_stays_and_says_so(rule: str, text: str) -> None:
    found = reword(text, rule, "1")
    assert (found.text, found.changes) == (text, 0)


def test_an_unknown_rule_names_near_ones() -> None:
    with pytest.raises(InputError, match="synonyms"):
        reword(LOOM, "synonym", "1")


@pytest.mark.parametrize("rule", ["order", "synonyms", "words"])
@pytest.mark.parametrize("text", TEXTS)
def test_no_number_is_lost_won_or_changed(rule: str, text: str) -> None:
    assert values(reword(text, rule, "7").text) == values(text)


@pytest.mark.parametrize("text", TEXTS)
def test_the_order_keeps_every_sentence_and_the_ends(text: str) -> None:
    before = [sentence.text for sentence in split_sentences(text)]
    after = [sentence.text for sentence in split_sentences(reword(text, "order", "3").text)]
    assert Counter(after) == Counter(before)
    assert (after[0], after[-1]) == (before[0], before[-1])
    assert after != before


def test_a_sentence_that_refers_stays_behind_the_one_it_refers_to() -> None:
    for seed in range(30):
        assert "of wool. It must be dyed." in reword(LOOM, "order", str(seed)).text


def test_what_is_introduced_stays_before_what_speaks_of_it() -> None:
    text = (
        "A mill grinds flour. A partner can grind 5 t. The partner asks 20 EUR. Rye costs 3 EUR. "
        "Oats cost 2 EUR. What is cheapest?"
    )
    for seed in range(30):
        assert "grind 5 t. The partner asks" in reword(text, "order", str(seed)).text


def test_lists_tables_and_headings_stay_where_they_are() -> None:
    frame = "# Plan\n\n- 3 carts\n- 4 mules\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
    text = frame + "One is here. Two cost 3 EUR. Three cost 4 EUR. Four cost 5 EUR. What is best?"
    for rule in ("order", "distractors", "units", "words"):
        for seed in range(5):
            assert reword(text, rule, str(seed)).text.startswith(frame)


def test_two_equal_sentences_cannot_be_put_in_another_order() -> None:
    text = "All begin. Rye is 3. Rye is 3. What is best?"
    assert reorder(text, random.Random(1))[1] == 0


@pytest.mark.parametrize("text", TEXTS)
def test_distractors_stand_between_sentences_and_change_none(text: str) -> None:
    found = reword(text, "distractors", "5")
    without = found.text
    for sentence in SENTENCES:
        without = without.replace(f"{sentence} ", "")
    assert found.changes == 2
    assert without == text


def test_units_scale_exactly_and_rates_stay() -> None:
    text = "Wool costs 0.7 EUR per kg. The store holds 2.05 kg. What is the cheapest plan by cost?"
    assert reword(text, "units", "1").text == text.replace("2.05 kg", "2050 g")


@pytest.mark.parametrize(
    "text",
    [
        # The objective may be in the unit.
        "The store holds 12 kg. A crate weighs 3 kg. Which load is as heavy as possible?",
        # '7' shares the unit of its neighbour.
        "The mule carries 12 kg and the pony 7. What is the cheapest plan by cost?",
        # Neither a compound nor a rate is an amount.
        "An 8-hour shift costs 90 EUR. The belt moves 3 kg/h. What is the cheapest plan by cost?",
    ],
)
def test_units_stay_where_a_change_could_mislead(text: str) -> None:
    assert reword(text, "units", "1").changes == 0


def test_words_leave_names_years_decimals_money_signs_and_percentages() -> None:
    text = "In week 3 of 1998 the mill G1 pays $40 for 2.5 t at 30 % from 8:30 on page A-7."
    assert reword(text, "words", "1").changes == 0
    assert reword("It needs 42 carts. 7 are here.", "words", "1").text == (
        "It needs forty-two carts. Seven are here."
    )


@given(st.integers(0, 999))
def test_numbers_in_words_are_read_back(number: int) -> None:
    text = f"At most {in_words(number)} carts are here."
    assert list(values(text)) == [float(number)]


def test_a_swap_never_gives_two_things_one_name() -> None:
    text = "The firm pays its workers. The company pays the employees at most 9 EUR."
    for seed in range(20):
        found = swap_synonyms(text, random.Random(seed))[0].lower()
        for word in ("firm", "company", "workers", "employees"):
            assert found.count(word) == 1


def test_case_is_kept_and_line_ends_inside_a_phrase_do_not_hide_it() -> None:
    text = "At\nmost 7 carts are here."
    found = {swap_synonyms(text, random.Random(seed))[0] for seed in range(9)}
    assert "No more than 7 carts are here." in found


def test_every_swap_has_a_partner_of_its_own() -> None:
    assert len({old for old, _ in SWAPS}) == len(SWAPS) >= 40


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(sorted(RULES)), st.integers(0, 5))
def test_any_text_can_be_reworded(text: str, rule: str, seed: int) -> None:
    found = reword(text, rule, str(seed))
    assert found.changes > 0 or found.text == text
