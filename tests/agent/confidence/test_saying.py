"""What an answer says of itself: the word, the probability and the heaviest evidence."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import orthought
from orthought.agent.confidence.evidence import Evidence, evidence_of
from orthought.agent.confidence.features import feature_of, features_for
from orthought.agent.confidence.saying import HIGH, LOW, confidence_of, judge, level_of
from orthought.agent.confidence.stored import users_folder, write_fit
from orthought.solution import Confidence, Solution
from tests.agent import scripts
from tests.agent.confidence.answers import COVERAGE, evidence, made_fit
from tests.cli import solutions

DERANDOMIZED = settings(derandomize=True, deadline=None)


def probability(**changes: Any) -> float:
    found = judge(made_fit(**changes), evidence()).probability
    assert found is not None
    return found


@pytest.mark.covers("confidence")
def test_the_probability_is_the_fits_arithmetic() -> None:
    rows = -0.01 * (math.log1p(3) / math.log1p(1000) - 0.2) / 0.1
    odds = 1.0 - 1.0 * (0.0 - 0.5) / 0.5 + rows
    assert probability() == pytest.approx(1 / (1 + math.exp(-odds)))
    doubted = judge(made_fit(), evidence((COVERAGE, "doubt")))
    noted = judge(made_fit(), evidence((COVERAGE, "note")))
    assert doubted.probability == pytest.approx(1 / (1 + math.exp(-(odds - 2))))
    assert noted.probability == pytest.approx(1 / (1 + math.exp(-(odds - 1))))


@pytest.mark.covers("confidence")
def test_high_doubtful_and_low_have_fixed_bounds() -> None:
    words = [level_of(value) for value in (1.0, HIGH, HIGH - 1e-9, LOW, LOW - 1e-9, 0.0)]
    assert words == ["high", "high", "doubtful", "doubtful", "low", "low"]


@pytest.mark.covers("confidence")
def test_the_heaviest_evidence_is_said_in_words() -> None:
    shown = evidence((COVERAGE, "doubt"), signals={"agreement": 0.8})
    found = judge(made_fit(), shown)
    assert found.reasons == (
        "against it: the check 'number coverage' objects",
        "for it: 80 % of the readings give this answer",
    )
    assert found.fit == made_fit().mark
    assert "2 problems of cases (corrected labels)" in found.basis
    plain = judge(made_fit(weights=()), shown)
    assert plain.reasons == ("nothing sets it apart from the average answer",)


def test_a_doubt_that_the_fit_has_not_met_forbids_high() -> None:
    shown = evidence(("a new check", "doubt"))
    found = judge(made_fit(intercept=9.0), shown)
    assert (found.level, found.probability) == ("doubtful", pytest.approx(1, abs=1e-3))
    assert "a new check" in found.reasons[0]
    assert judge(made_fit(intercept=9.0), evidence(("a new check", "note"))).level == "high"
    assert judge(made_fit(intercept=-9.0), shown).level == "low"


def test_a_feature_of_a_later_version_is_passed_over() -> None:
    later = made_fit().weights[0].model_copy(update={"name": "moon"})
    assert feature_of("moon") is None
    assert probability(weights=(later,)) == pytest.approx(1 / (1 + math.exp(-1)))


@pytest.mark.parametrize("odds", [-1e6, -800.0, 800.0, 1e6])
def test_certain_evidence_does_not_overflow(odds: float) -> None:
    assert 0 <= probability(intercept=odds, weights=()) <= 1


def test_an_answer_without_a_fit_is_uncalibrated() -> None:
    found = confidence_of(solutions.solution(), "nobody:none", "orthought")
    assert found == Confidence(
        level="uncalibrated", reasons=("no fit for nobody:none with orthought",)
    )


def test_what_is_no_answer_has_no_confidence() -> None:
    assert confidence_of(solutions.failed(), "made:one", "orthought") is None
    assert confidence_of(solutions.infeasible(), "made:one", "orthought") is not None


def test_a_broken_fit_costs_no_answer_and_is_named() -> None:
    users_folder().mkdir(parents=True)
    (users_folder() / "broken.json").write_text("{")
    found = confidence_of(solutions.solution(), "made:one", "orthought")
    assert found is not None
    assert found.level == "uncalibrated"
    assert "broken.json" in found.reasons[0]


def test_a_solutions_evidence_is_what_stands_in_it() -> None:
    found = evidence_of(solutions.doubtful())
    assert found is not None
    assert (found.doubts, found.notes) == (1, 1)
    assert found.severity_of("number_coverage") == "doubt"
    assert found.severity_of("literals") is None
    assert found.proven
    stopped = evidence_of(solutions.stopped())
    assert stopped is not None
    assert not stopped.proven
    odd = solutions.solution(attempts=3, signals={"a": 7.0, "b": -1.0, "c": float("nan")})
    shown = evidence_of(odd)
    assert shown is not None
    assert (shown.repairs, shown.signals) == (2, {"a": 1.0, "b": 0.0})


STATUSES = ("checked", "solved", "doubtful", "infeasible", "unbounded")
ANY = st.builds(
    evidence,
    st.tuples(st.sampled_from(["one", "two"]), st.sampled_from(["doubt", "note"])),
    st.tuples(st.sampled_from(["one", "three"]), st.sampled_from(["doubt", "note"])),
    variables=st.integers(0, 10**7),
    rows=st.integers(0, 10**7),
    status=st.sampled_from(STATUSES),
    repairs=st.integers(0, 50),
    proven=st.booleans(),
    signals=st.dictionaries(st.sampled_from(["agreement", "other"]), st.floats(0, 1)),
)


@DERANDOMIZED
@given(ANY)
def test_every_piece_of_evidence_is_bounded_and_has_words(shown: Evidence) -> None:
    for feature in features_for([shown, evidence(size=None)]):
        value = feature.value(shown)
        assert value is None or 0 <= value <= 1
        assert feature.words(shown)
        again = feature_of(feature.name)
        assert again is not None
        assert again.value(shown) == value


def solve(tmp_path: Path, **settings: Any) -> Solution:
    script = tmp_path / "script.json"
    script.write_text(json.dumps([scripts.LP]))
    chosen = orthought.load_settings({"llm": f"scripted:{script}", **settings})[0]
    return orthought.solve(scripts.LP_TEXT, settings=chosen, out=tmp_path / "run")


@pytest.mark.covers("confidence")
def test_a_solved_problem_says_how_sure_it_is(tmp_path: Path) -> None:
    write_fit(made_fit(models=("scripted:*",)), users_folder() / "made.json")
    solution = solve(tmp_path)
    assert solution.confidence is not None
    assert solution.confidence.level == "high"
    assert solution.confidence.fit == made_fit(models=("scripted:*",)).mark
    assert orthought.load(tmp_path / "run").confidence == solution.confidence
    assert Solution.model_validate_json(solution.model_dump_json()) == solution


@pytest.mark.covers("confidence")
def test_a_model_without_a_fit_says_so(tmp_path: Path) -> None:
    solution = solve(tmp_path)
    assert solution.confidence is not None
    assert (solution.confidence.level, solution.confidence.probability) == ("uncalibrated", None)


@pytest.mark.covers("older-runs-readable")
def test_a_solution_of_the_first_schema_has_no_confidence() -> None:
    old = orthought.load(Path(__file__).parents[2] / "data" / "run-format-1")
    assert (old.schema_version, old.confidence, old.signals) == (1, None, {})
