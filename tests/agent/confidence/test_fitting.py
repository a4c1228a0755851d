"""Folds never leak, and held-out figures show what is there: evidence where it is, none else."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orthought.agent.confidence.fitting import (
    LEAST_PROBLEMS,
    LabelledAnswer,
    fit_answers,
    held_out_probabilities,
)
from orthought.agent.confidence.folds import folds_by_problem, parted
from orthought.errors import InputError
from orthought.statistics import auroc, brier_skill
from tests.agent.confidence.answers import COVERAGE, drawn_answers, evidence

DERANDOMIZED = settings(derandomize=True, deadline=None)
ROWS = st.lists(st.tuples(st.integers(0, 15), st.booleans()), min_size=12, max_size=60)


@pytest.mark.covers("confidence-fit")
@DERANDOMIZED
@given(ROWS, st.integers(2, 10), st.integers(0, 5))
def test_no_problem_is_on_both_sides_of_a_fold(
    rows: list[tuple[int, bool]], count: int, seed: int
) -> None:
    problems, right = [str(number) for number, _ in rows], [hit for _, hit in rows]
    if count > len(set(problems)):
        with pytest.raises(InputError, match="cannot be dealt out"):
            folds_by_problem(problems, right, count, seed)
        return
    folds = folds_by_problem(problems, right, count, seed)
    tried: list[int] = []
    for inside, outside in parted(folds):
        assert not {problems[n] for n in inside} & {problems[n] for n in outside}
        assert sorted([*inside, *outside]) == list(range(len(rows)))
        tried += outside
    assert sorted(tried) == list(range(len(rows)))


def test_folds_are_even_and_do_not_depend_on_the_order() -> None:
    problems = [f"p{number}" for number in range(50)]
    right = [number < 20 for number in range(50)]
    folds = dict(zip(problems, folds_by_problem(problems, right, 10), strict=True))
    assert set(Counter(folds.values()).values()) == {5}
    assert set(Counter(folds[f"p{number}"] for number in range(20)).values()) == {2}
    backwards = folds_by_problem(problems[::-1], right[::-1], 10)
    assert dict(zip(problems[::-1], backwards, strict=True)) == folds
    assert folds_by_problem(problems, right, 10, seed=1) != tuple(folds.values())


@pytest.mark.covers("confidence-fit")
def test_a_label_changes_no_probability_of_its_own_problem() -> None:
    answers = drawn_answers(40, samples=3)
    # Problems keep an answer that is right and one that is wrong, so that the folds stay.
    fixed = [
        replace(answer, right=number % 3 == 0) if number % 3 < 2 else answer
        for number, answer in enumerate(answers)
    ]
    before = held_out_probabilities(fixed)
    position = 2
    flipped = [
        replace(answer, right=not answer.right) if number == position else answer
        for number, answer in enumerate(fixed)
    ]
    after = held_out_probabilities(flipped)
    assert after[:3] == before[:3]
    assert after[3:] != before[3:]


@pytest.mark.covers("confidence-fit")
def test_evidence_that_tells_is_found_and_weighed() -> None:
    answers = drawn_answers(160, telling=5.0)
    fitted = fit_answers(answers, other_splits=0)
    held_out = fitted.figures.held_out
    assert held_out.skill is not None
    assert held_out.auroc is not None
    assert held_out.skill.low > 0.3
    assert held_out.auroc.low > 0.75
    heaviest = sorted(fitted.weights, key=lambda item: -abs(item.weight))[:2]
    # The count of doubts says the same here as the one check that doubts.
    assert {item.name for item in heaviest} == {"doubts", f"objects: {COVERAGE}"}
    assert all(item.weight < 0 for item in heaviest)


def test_evidence_that_tells_nothing_has_no_skill() -> None:
    answers = drawn_answers(120, telling=0.0, seed=4)
    stated = held_out_probabilities(answers)
    right = [answer.right for answer in answers]
    assert brier_skill(stated, right) < 0.05
    assert auroc(stated, right) < 0.62


@pytest.mark.covers("confidence-fit")
def test_answers_told_apart_without_a_mistake_stay_finite() -> None:
    answers = drawn_answers(60, telling=1000.0)
    fitted = fit_answers(answers, other_splits=0)
    assert all(abs(item.weight) < 50 for item in fitted.weights)
    held_out = fitted.figures.held_out
    assert held_out.auroc is not None
    assert held_out.auroc.estimate == 1


def test_what_an_answer_lacks_speaks_neither_way() -> None:
    answers = drawn_answers(60)
    some = [
        replace(answer, evidence=evidence(signals={"agreement": (number % 5) / 5}))
        if number % 2
        else replace(answer, evidence=evidence(size=None))
        for number, answer in enumerate(answers)
    ]
    fitted = fit_answers(some, other_splits=0)
    assert "signal: agreement" in {item.name for item in fitted.weights}


def test_what_is_the_same_in_nearly_all_answers_is_left_out() -> None:
    answers = drawn_answers(60)
    rare = replace(answers[0], evidence=evidence(("rows", "note")))
    names = {item.name for item in fit_answers([rare, *answers[1:]], other_splits=0).weights}
    assert "objects: rows" not in names
    assert "repairs" not in names
    assert f"objects: {COVERAGE}" in names


@pytest.mark.covers("confidence-fit")
@pytest.mark.parametrize(
    "answers",
    [
        [],
        drawn_answers(LEAST_PROBLEMS - 1),
        drawn_answers(10, samples=20),
        [replace(answer, right=True) for answer in drawn_answers(80)],
        [replace(answer, right=number < 9) for number, answer in enumerate(drawn_answers(80))],
    ],
    ids=["none", "few", "copies", "all right", "nine right"],
)
def test_too_few_answers_are_refused_with_what_is_needed(answers: list[LabelledAnswer]) -> None:
    with pytest.raises(InputError, match="too few for a fit") as caught:
        fit_answers(answers)
    assert "at least 40 problems" in str(caught.value.fix)
