"""Scores: what counts as right, and what is recorded beside it."""

from __future__ import annotations

import pytest

from orthought.evaluation.problems import Details, Label
from orthought.evaluation.rules import STRICT, rule_of
from orthought.evaluation.scoring import Count, Score, score, score_problem
from orthought.solution import Usage
from tests.evaluation.records import SIZE, ended, problem, solved, target


def test_a_verified_value_within_the_rule_is_right() -> None:
    found = score(solved(12.0), target(12.0), STRICT)
    assert found.right and found.status_right and found.matched == 0 and found.reading == ""
    assert found.deviation == 0.0 and found.rule == "strict" and found.confidence == "solved"


def test_a_value_outside_the_rule_is_wrong_with_the_right_status() -> None:
    found = score(solved(12.3), target(12.0), STRICT)
    assert not found.right and found.status_right and found.matched is None
    assert found.reading is None
    assert found.deviation == pytest.approx(0.025)


@pytest.mark.covers("scoring-rules")
def test_the_rule_decides() -> None:
    assert score(solved(12.3), target(12.0), rule_of("optmath")).right
    assert not score(solved(12.05), target(12.0), rule_of("orthought")).right
    assert score(solved(12.05), target(12.0), rule_of("or_llm_agent")).right


def test_a_point_that_was_not_verified_is_never_right() -> None:
    found = score(solved(12.0, feasible=False), target(12.0), STRICT)
    assert not found.right and not found.status_right and found.deviation is None


@pytest.mark.parametrize("status", ["checked", "solved", "doubtful"])
def test_every_word_of_an_answer_counts(status: str) -> None:
    found = score(solved(12.0, status=status), target(12.0), STRICT)
    assert found.right and found.confidence == status


@pytest.mark.parametrize("status", ["failed", "error", "infeasible", "unbounded"])
def test_a_value_beside_another_status_does_not_count(status: str) -> None:
    found = score(solved(12.0, status=status), target(12.0), STRICT)
    assert not found.right and found.confidence is None and found.deviation is None


def test_an_unproven_point_may_match_and_is_recorded() -> None:
    found = score(solved(12.0, proven=False, termination="time_limit"), target(12.0), STRICT)
    assert found.right and not found.proven


@pytest.mark.parametrize(
    ("label", "right"),
    [
        ("no_optimum", {"infeasible", "unbounded"}),
        ("infeasible", {"infeasible"}),
        ("unbounded", {"unbounded"}),
    ],
)
def test_labels_without_an_optimum(label: str, right: set[str]) -> None:
    wanted = target(Label(status=label))  # type: ignore[arg-type]
    statuses = ["infeasible", "unbounded", "failed", "error"]
    scores = {status: score(ended(status, proven=True), wanted, STRICT) for status in statuses}
    assert {status for status, one in scores.items() if one.right} == right
    assert {status for status, one in scores.items() if one.status_right} == right
    assert not score(solved(0.0), wanted, STRICT).right
    assert not score(solved(0.0), wanted, STRICT).status_right


def test_any_accepted_reading_counts_and_is_named() -> None:
    readings = target(Label(objective=344.0, reading="shared"), Label(objective=389.0, reading="r"))
    found = score(solved(389.0), readings, STRICT)
    assert found.right and found.matched == 1 and found.reading == "r"
    near = score(solved(388.0), readings, STRICT)
    assert near.deviation == pytest.approx(1 / 389)


def test_a_reading_without_an_optimum_beside_one_with() -> None:
    readings = target(Label(objective=5.0), Label(status="infeasible", reading="whole"))
    assert score(ended("infeasible"), readings, STRICT).reading == "whole"
    assert score(solved(5.0), readings, STRICT).matched == 0


def test_deviation_at_zero_is_absolute() -> None:
    assert score(solved(0.25), target(0.0), STRICT).deviation == 0.25


@pytest.mark.covers("scoring-beside")
def test_counts_beside_the_published_ones() -> None:
    published = Details(variables=4, rows=6, nonzeros=0)
    found = score(solved(), target(12.0), STRICT, published)
    assert found.variables == Count(found=4, published=4) and found.variables.equal
    assert found.rows is not None and found.rows.ratio == 0.5 and not found.rows.equal
    assert found.nonzeros is not None and found.nonzeros.ratio is None
    assert score(ended("failed"), target(12.0), STRICT, published).rows is None
    assert score(solved(), target(12.0), STRICT).variables is None


@pytest.mark.parametrize(
    ("published", "integers", "agrees"),
    [
        ("MILP", 1, True),
        ("ILP", 1, False),
        ("ilp", 2, True),
        ("LP", 1, False),
        ("NLP", 1, False),
        ("", 1, None),
        ("SOCP", 1, None),
    ],
)
def test_problem_types(published: str, integers: int, agrees: bool | None) -> None:
    result = solved(size=SIZE.model_copy(update={"integers": integers}))
    found = score_problem(result, problem(12.0, type=published), target(12.0), STRICT)
    assert found.type_agrees is agrees


def test_costs_are_carried_over() -> None:
    usage = Usage(calls=3, prompt_tokens=100, completion_tokens=20, cost_usd=0.5)
    found = score(solved(usage=usage, attempts=3, seconds=4.0), target(12.0), STRICT)
    assert (found.calls, found.tokens, found.cost_usd) == (3, 120, 0.5)
    assert (found.repairs, found.seconds) == (2, 4.0)
    assert score(ended("error", attempts=0), target(12.0), STRICT).repairs == 0


def test_scores_survive_json() -> None:
    found = score(solved(13.0), target(12.0), STRICT, Details(rows=3))
    assert Score.model_validate_json(found.model_dump_json()) == found
