"""The line that says how sure an answer is."""

from __future__ import annotations

import pytest

from orthought.solution import Confidence
from tests.cli import solutions
from tests.cli.test_answer import page

HIGH = Confidence(
    level="high",
    probability=0.874,
    reasons=("for it: no check doubts it", "against it: the model has 40 rows"),
    fit="made@01234567",
    basis="fitted on 130 answers of local to 130 problems of nlp4lp (corrected labels)",
)


@pytest.mark.covers("confidence")
def test_level_probability_and_reasons_stand_below_the_answer() -> None:
    lines = [
        line.rstrip() for line in page(solutions.solution(confidence=HIGH), width=200).splitlines()
    ]
    assert lines[1].startswith("(checked: ")
    assert lines[2] == (
        "confidence: high, 87 % of such answers are right (fitted on 130 answers of local to 130 "
        "problems of nlp4lp (corrected labels))"
    )
    assert lines[3:5] == [
        "  - for it: no check doubts it",
        "  - against it: the model has 40 rows",
    ]


@pytest.mark.covers("confidence")
def test_a_model_without_a_fit_prints_uncalibrated() -> None:
    found = Confidence(level="uncalibrated", reasons=("no fit for openai:x with orthought",))
    text = page(solutions.infeasible().model_copy(update={"confidence": found}))
    assert text.splitlines()[1] == ("confidence: uncalibrated (no fit for openai:x with orthought)")
    assert "confidence" not in page(solutions.failed())
    assert "confidence" not in page(solutions.solution())


def test_texts_of_a_fit_are_never_interpreted() -> None:
    found = HIGH.model_copy(update={"reasons": ("a\x1b[31m\nb [red]c[/red]",), "basis": "x\ny"})
    text = page(solutions.solution(confidence=found))
    assert "\x1b" not in text
    assert "[red]c[/red]" in text
