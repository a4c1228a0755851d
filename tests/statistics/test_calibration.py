"""Brier skill, AUROC, reliability, risk at coverage: known values and brute force."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.errors import InputError
from orthought.statistics import auroc, brier_score, brier_skill, calibration_of

DERANDOMIZED = settings(derandomize=True, deadline=None, max_examples=40)
ANSWERS = st.lists(st.tuples(st.integers(0, 10), st.booleans()), min_size=1, max_size=40)


def columns(answers: list[tuple[int, bool]]) -> tuple[list[float], list[bool]]:
    return [score / 10 for score, _ in answers], [right for _, right in answers]


def drawn(count: int, seed: int = 1) -> tuple[list[float], list[bool]]:
    """Return probabilities that are true: an answer is right as often as is said."""
    generator = random.Random(seed)
    stated = [generator.random() for _ in range(count)]
    return stated, [generator.random() < value for value in stated]


@pytest.mark.covers("eval-confidence")
def test_known_values() -> None:
    # (0.1^2 + 0.4^2 + 0.35^2 + 0.8^2) / 4; scikit-learn's documentation has 0.0375 for the second.
    assert brier_score([0.1, 0.4, 0.35, 0.8], [False] * 4) == pytest.approx(0.233125)
    assert brier_score([0.1, 0.9, 0.8, 0.3], [False, True, True, False]) == pytest.approx(0.0375)
    assert brier_skill([0.1, 0.9, 0.8, 0.3], [False, True, True, False]) == pytest.approx(0.85)
    assert auroc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == pytest.approx(0.75)
    assert auroc([0.5, 0.5, 0.5], [True, False, True]) == 0.5


def test_the_base_rate_has_no_skill_and_certainty_has_all() -> None:
    right = [True, True, True, False]
    assert brier_skill([0.75] * 4, right) == pytest.approx(0)
    assert brier_skill([1, 1, 1, 0], right) == 1
    assert brier_skill([0, 0, 0, 1], right) < 0


@DERANDOMIZED
@given(ANSWERS)
def test_auroc_counts_pairs_and_halves_ties(answers: list[tuple[int, bool]]) -> None:
    scores, right = columns(answers)
    good = [score for score, hit in answers if hit]
    bad = [score for score, hit in answers if not hit]
    if not good or not bad:
        with pytest.raises(InputError, match="nothing to tell apart"):
            auroc(scores, right)
        return
    wins = sum((g > b) + (g == b) / 2 for g, b in itertools.product(good, bad))
    assert auroc(scores, right) == pytest.approx(wins / (len(good) * len(bad)))


@DERANDOMIZED
@given(ANSWERS)
def test_risk_at_coverage_is_the_mean_over_the_orders_of_ties(
    answers: list[tuple[int, bool]],
) -> None:
    scores, right = columns(answers)
    points = calibration_of(range(len(answers)), scores, right, resamples=3).risk
    assert points[-1].wrong.estimate == pytest.approx(right.count(False) / len(right))
    order = sorted(range(len(answers)), key=lambda number: -scores[number])
    for point in points:
        wanted, kept = point.coverage * len(answers), 0.0
        wrong = 0.0
        for score, tied in itertools.groupby(order, key=lambda number: scores[number]):
            members = list(tied)
            taken = min(len(members), max(0.0, wanted - kept))
            kept += len(members)
            wrong += taken * sum(not right[number] for number in members) / len(members)
            assert 0 <= score <= 1
        assert point.wrong.estimate == pytest.approx(wrong / wanted)


@DERANDOMIZED
@given(ANSWERS)
def test_bins_hold_every_answer_once_and_keep_equal_ones_together(
    answers: list[tuple[int, bool]],
) -> None:
    stated, right = columns(answers)
    found = calibration_of(range(len(answers)), stated, right, resamples=3)
    assert sum(part.answers for part in found.bins) == len(answers)
    means = [part.stated for part in found.bins]
    assert means == sorted(means)
    assert len(found.bins) <= min(5, len(set(stated)))
    total = sum(part.answers * part.right.estimate for part in found.bins)
    assert total == pytest.approx(sum(right))


@pytest.mark.covers("eval-confidence")
def test_five_bins_of_equal_mass_show_true_probabilities_as_true() -> None:
    stated, right = drawn(2000)
    found = calibration_of(range(2000), stated, right, resamples=60)
    assert [part.answers for part in found.bins] == [400] * 5
    for part in found.bins:
        assert abs(part.stated - part.right.estimate) < 0.07
        assert part.right.low < part.right.estimate < part.right.high
    assert found.skill is not None
    # For uniform true probabilities the Brier score is 1/6 and the base rate's 1/4.
    assert found.skill.estimate == pytest.approx(1 / 3, abs=0.05)
    assert [point.wrong.estimate for point in found.risk] == sorted(
        point.wrong.estimate for point in found.risk
    )


@pytest.mark.covers("eval-confidence")
def test_the_bootstrap_draws_problems_and_takes_their_answers_along() -> None:
    stated, right = drawn(60, seed=5)
    problems = [number // 3 for number in range(60)]
    found = calibration_of(problems, stated, right, resamples=2000)
    generator, values = np.random.default_rng(9), []
    for _ in range(600):
        rows = [3 * p + k for p in generator.integers(0, 20, 20) for k in range(3)]
        values.append(auroc([stated[row] for row in rows], [right[row] for row in rows]))
    assert found.auroc is not None
    low, high = np.quantile(values, [0.025, 0.975])
    assert (found.auroc.low, found.auroc.high) == pytest.approx((low, high), abs=0.03)
    assert (found.problems, found.answers, found.right) == (20, 60, sum(right))


def test_copies_of_an_answer_do_not_narrow_an_interval() -> None:
    stated, right = drawn(40, seed=2)
    once = calibration_of(range(40), stated, right)
    copied = calibration_of([*range(40)] * 5, stated * 5, right * 5)
    assert copied.brier.low == pytest.approx(once.brier.low)
    assert copied.brier.high == pytest.approx(once.brier.high)


def test_a_ranking_of_its_own_decides_order_but_not_probability() -> None:
    stated, right = [0.5, 0.5, 0.5, 0.5], [True, True, False, False]
    found = calibration_of(range(4), stated, right, ranking=[3, 2, 1, 0])
    assert found.auroc is not None
    assert found.auroc.estimate == 1
    assert found.brier.estimate == 0.25
    assert found.risk[4].wrong.estimate == 0


def test_where_all_is_right_there_is_no_skill_to_have() -> None:
    found = calibration_of(range(3), [0.9, 0.8, 0.7], [True] * 3)
    assert found.skill is None
    assert found.auroc is None
    assert found.risk[-1].wrong.high == 0


@pytest.mark.parametrize(
    ("stated", "right", "message"),
    [
        ([], [], "no answer"),
        ([0.5], [True, False], "one verdict for each"),
        ([1.5], [True], "outside 0 to 1"),
        ([float("nan")], [True], "outside 0 to 1"),
    ],
)
def test_what_cannot_be_judged_is_refused(
    stated: list[float], right: list[bool], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        brier_score(stated, right)
    with pytest.raises(InputError, match=message):
        calibration_of(range(len(right)), stated, right)


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError, match="no number"):
        auroc([float("nan"), 1.0], [True, False])
