"""Paired tests against scipy and by counting out; Holm's worked example."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, permutation_test

from orthought.errors import InputError
from orthought.statistics import holm, mcnemar, paired_test, sign_flip
from orthought.statistics.tests import EXACT_FLIPS

DERANDOMIZED = settings(derandomize=True, deadline=None)


def outcomes(wins: int, losses: int, ties: int = 0) -> tuple[dict[str, bool], dict[str, bool]]:
    first = [True] * wins + [False] * losses + [True] * ties
    second = [False] * wins + [True] * losses + [True] * ties
    return ({f"p{n}": v for n, v in enumerate(values)} for values in (first, second))  # type: ignore[return-value]


@pytest.mark.parametrize(("wins", "losses"), [(6, 0), (5, 1), (10, 3), (3, 3), (1, 0), (40, 22)])
def test_mcnemar_is_the_binomial_of_the_discordant(wins: int, losses: int) -> None:
    found = mcnemar(*outcomes(wins, losses, ties=30))
    expected = binomtest(wins, wins + losses, 0.5).pvalue
    assert found.p_value == pytest.approx(expected)
    assert (found.first_better, found.second_better, found.ties) == (wins, losses, 30)
    assert found.difference == pytest.approx((wins - losses) / (wins + losses + 30))


def test_mcnemar_without_discordant_problems() -> None:
    assert mcnemar(*outcomes(0, 0, ties=5)).p_value == 1.0


def test_mcnemar_of_many_problems_is_not_zero() -> None:
    assert 0 < mcnemar(*outcomes(900, 0)).p_value < 1e-200


def test_mcnemar_takes_right_or_wrong_only() -> None:
    with pytest.raises(InputError, match="one outcome a problem"):
        mcnemar({"a": 0.5}, {"a": 1.0})  # type: ignore[dict-item]


def test_sign_flip_by_counting_out() -> None:
    gaps = [0.5, 0.25, -0.125, 0.0, 1.0]
    observed = abs(sum(gaps))
    sums = [
        abs(sum(s * g for s, g in zip(signs, gaps, strict=True)))
        for signs in itertools.product((1, -1), repeat=5)
    ]
    found = sign_flip({str(n): g for n, g in enumerate(gaps)}, {str(n): 0.0 for n in range(5)})
    assert found.method == "sign_flip"
    assert found.p_value == sum(s >= observed for s in sums) / 32
    assert (found.first_better, found.second_better, found.ties) == (3, 1, 1)


def test_equal_sums_count_in_spite_of_rounding() -> None:
    # 0.1 + 0.2 - 0.3 is not 0 as floats: every flip of the same size must count.
    found = sign_flip({"a": 0.1, "b": 0.2, "c": -0.3}, {"a": 0.0, "b": 0.0, "c": 0.0})
    assert found.p_value == 1.0


def test_sampled_flips_come_near_the_exact_ones() -> None:
    gaps = [0.2, 0.4, -0.2, 0.6, 0.2, 0.4, -0.4, 0.2, 0.2, 0.6, -0.2, 0.4] * 2
    assert len(gaps) > EXACT_FLIPS
    first = {str(n): gap for n, gap in enumerate(gaps)}
    second = dict.fromkeys(first, 0.0)
    found = sign_flip(first, second, seed=4)
    # The distribution of the sum in fifths, counted out.
    counts = {0: 1}
    for gap in (round(gap * 5) for gap in gaps):
        grown: dict[int, int] = {}
        for total, count in counts.items():
            for moved in (total + gap, total - gap):
                grown[moved] = grown.get(moved, 0) + count
        counts = grown
    observed = abs(round(sum(gaps) * 5))
    exact = sum(c for total, c in counts.items() if abs(total) >= observed) / 2 ** len(gaps)
    assert found.method == "sign_flip_sampled"
    assert found.p_value == pytest.approx(exact, abs=0.003)
    assert found == sign_flip(first, second, seed=4)


def test_sampled_flips_are_never_zero() -> None:
    first = {str(n): 1.0 for n in range(60)}
    found = sign_flip(first, dict.fromkeys(first, 0.0), flips=999)
    assert found.p_value == 1 / 1000


def test_sign_flip_as_scipy_has_it() -> None:
    first = [0.9, 0.4, 0.7, 0.2, 1.0, 0.3, 0.8]
    second = [0.5, 0.5, 0.1, 0.3, 0.4, 0.2, 0.1]
    theirs = permutation_test(
        (first, second),
        lambda x, y, axis: (x - y).mean(axis=axis),
        permutation_type="samples",
        vectorized=True,
    )
    mine = sign_flip(
        {str(n): v for n, v in enumerate(first)}, {str(n): v for n, v in enumerate(second)}
    )
    assert mine.p_value == pytest.approx(theirs.pvalue)


def test_the_number_of_samples_picks_the_test() -> None:
    once = paired_test({"a": [True], "b": [False]}, {"a": [False], "b": [False]})
    assert once.method == "mcnemar"
    several = paired_test({"a": [True, False], "b": [True]}, {"a": [False], "b": [False]})
    assert several.method == "sign_flip" and several.difference == 0.75


def test_missing_samples_are_an_error() -> None:
    with pytest.raises(InputError, match="no outcome"):
        paired_test({"a": [], "b": [True]}, {"a": [True], "b": [True]})
    with pytest.raises(InputError, match="one method only"):
        paired_test({"a": [True]}, {"b": [True]})
    with pytest.raises(InputError):
        paired_test({}, {})


@pytest.mark.covers("statistics")
def test_holm_worked_example() -> None:
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    expected = {"a": 0.03, "b": 0.06, "c": 0.06, "d": 0.02}
    assert found == pytest.approx(expected)
    assert list(found) == ["a", "b", "c", "d"]
    assert holm({}) == {}
    with pytest.raises(InputError):
        holm({"a": 1.2})


@DERANDOMIZED
@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8))
def test_holm_keeps_the_order_and_never_helps(p_values: dict[str, float]) -> None:
    found = holm(p_values)
    assert all(p_values[name] <= found[name] <= 1 for name in p_values)
    ordered = sorted(p_values, key=lambda name: p_values[name])
    assert [found[name] for name in ordered] == sorted(found.values())


@DERANDOMIZED
@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=9))
def test_p_values_lie_in_zero_to_one_and_are_symmetric(pairs: list[tuple[float, float]]) -> None:
    first = {str(n): pair[0] for n, pair in enumerate(pairs)}
    second = {str(n): pair[1] for n, pair in enumerate(pairs)}
    found, turned = sign_flip(first, second), sign_flip(second, first)
    assert 0 < found.p_value <= 1
    assert found.p_value == turned.p_value and found.difference == -turned.difference
    assert found.first_better + found.second_better + found.ties == len(pairs)
