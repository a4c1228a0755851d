"""What became of an attempt, in words that a model can reflect on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orthought.agent.attempt import Attempt
from orthought.agent.report import decisions_of

MAX_VALUES: Final = 20
MAX_DETAILS: Final = 8
MAX_DETAIL: Final = 400


@dataclass(frozen=True)
class Feedback:
    """The execution's result as the prompt shows it."""

    answered: bool
    """The solver gave a point, or proved that there is none."""
    message: str
    details: tuple[str, ...] = ()


def feedback_on(attempt: Attempt) -> Feedback:
    """Return what the sandbox and the solver say of an attempt; no check against the text."""
    if attempt.diagnosis is not None:
        details = tuple(line[:MAX_DETAIL] for line in attempt.diagnosis.details[:MAX_DETAILS])
        return Feedback(attempt.proven_status is not None, attempt.diagnosis.message, details)
    outcome = attempt.outcome
    assert outcome is not None
    message = f"The objective is {outcome.objective:.10g} ({outcome.solution_status})."
    return Feedback(True, message, _values(attempt))


def _values(attempt: Attempt) -> tuple[str, ...]:
    assert attempt.instance is not None
    assert attempt.outcome is not None
    assert attempt.draft is not None
    decisions = decisions_of(attempt.instance, attempt.outcome, attempt.draft.formulation)
    moved = [item for item in decisions if item.value]
    lines = [
        f"{item.name}{'[' + ','.join(item.index) + ']' if item.index else ''} = {item.value:.10g}"
        for item in moved[:MAX_VALUES]
    ]
    if len(moved) > MAX_VALUES:
        lines.append(f"and {len(moved) - MAX_VALUES} more that are not zero")
    return tuple(lines)
