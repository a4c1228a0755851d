"""pass@k and majority votes by counting out all subsets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.errors import InputError
from orthought.statistics import (
    Answer,
    majority,
    mean_pass_at_k,
    mean_vote_at_k,
    pass_at_k,
    vote_at_k,
)
from orthought.statistics.passk import MAX_SUBSETS

DERANDOMIZED = settings(derandomize=True, deadline=None)


@pytest.mark.parametrize("samples", range(1, 8))
def test_pass_at_k_by_all_subsets(samples: int) -> None:
    for right in range(samples + 1):
        flags = [True] * right + [False] * (samples - right)
        for k in range(1, samples + 1):
            subsets = list(itertools.combinations(flags, k))
            expected = sum(map(any, subsets)) / len(subsets)
            assert pass_at_k(samples, right, k) == pytest.approx(expected)


def test_pass_at_k_over_problems() -> None:
    rows = {"a": [True, False], "b": [False, False]}
    assert mean_pass_at_k(rows, 1) == 0.25
    assert mean_pass_at_k(rows, 2) == 0.5


@pytest.mark.parametrize(("samples", "right", "k"), [(3, 1, 4), (3, 1, 0), (3, 4, 1), (0, 0, 1)])
def test_counts_that_do_not_fit(samples: int, right: int, k: int) -> None:
    with pytest.raises(InputError):
        pass_at_k(samples, right, k)


@pytest.mark.parametrize(
    ("answers", "leaders"),
    [
        ([1.0, 2.0, 2.0], (1,)),
        ([1.0, 2.0], (0, 1)),
        ([100.0, 100.00001, 7.0], (0,)),
        ([100.0, 100.1, 7.0, 7.0], (2,)),
        ([None, None, 3.0], (2,)),
        ([None, None], ()),
        ([], ()),
        (["infeasible", 3.0, "infeasible"], (0,)),
        ([float("nan"), float("inf"), 5.0], (2,)),
        ([0.0, -0.0, 1.0], (0,)),
        ([-5.0, 5.0, -5.0], (0,)),
    ],
)
def test_majority(answers: Sequence[Answer], leaders: tuple[int, ...]) -> None:
    assert majority(answers) == leaders


def test_vote_at_k_by_hand() -> None:
    answers, right = [1.0, 1.0, 2.0], [True, True, False]
    assert vote_at_k(answers, right, 1) == pytest.approx(2 / 3)
    # {1,1} is right; {1,2} twice is a tie, worth one half.
    assert vote_at_k(answers, right, 2) == pytest.approx((1 + 0.5 + 0.5) / 3)
    assert vote_at_k(answers, right, 3) == 1.0


def test_failed_samples_have_no_vote_but_count() -> None:
    answers, right = [None, None, 3.0], [False, False, True]
    assert vote_at_k(answers, right, 1) == pytest.approx(1 / 3)
    assert vote_at_k(answers, right, 2) == pytest.approx(2 / 3)
    assert vote_at_k([None, None], [False, False], 2) == 0.0


def test_many_subsets_are_drawn_by_seed() -> None:
    answers = [float(n % 3) for n in range(24)]
    right = [answer == 0.0 for answer in answers]
    first = vote_at_k(answers, right, 12, seed=1)
    assert first == vote_at_k(answers, right, 12, seed=1)
    assert first == pytest.approx(1 / 3, abs=4 / MAX_SUBSETS**0.5)


def test_vote_over_problems() -> None:
    answers = {"a": [1.0, 1.0], "b": [1.0, 2.0]}
    right = {"a": [True, True], "b": [False, True]}
    assert mean_vote_at_k(answers, right, 2) == 0.75
    with pytest.raises(InputError):
        mean_vote_at_k(answers, {"a": [True, True]}, 2)
    with pytest.raises(InputError):
        vote_at_k([1.0], [True, False], 1)


@DERANDOMIZED
@given(st.lists(st.booleans(), min_size=1, max_size=8), st.data())
def test_pass_at_k_grows_with_k(flags: list[bool], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(flags)))
    rate = pass_at_k(len(flags), sum(flags), k)
    assert 0 <= rate <= 1
    if k < len(flags):
        assert rate <= pass_at_k(len(flags), sum(flags), k + 1) + 1e-12


@DERANDOMIZED
@given(st.lists(st.sampled_from([1.0, 2.0, None, "infeasible"]), min_size=1, max_size=6))
def test_one_vote_is_the_mean(answers: list[Answer]) -> None:
    right = [answer == 1.0 for answer in answers]
    assert vote_at_k(answers, right, 1) == pytest.approx(sum(right) / len(right))
