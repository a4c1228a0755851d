"""Which of several attempts most agree with: a vote over statuses and objectives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context, Workshop

TOLERANCE: Final = 1e-5
"""Relative: ten times the gap at which a solver may stop, so that equal models agree."""

CandidateStatus = Literal["solved", "infeasible", "unbounded", "failed"]


@dataclass(frozen=True)
class Candidate:
    """What an attempt answers. One that failed answers nothing and has no vote."""

    status: CandidateStatus
    objective: float | None = None

    @property
    def votes(self) -> bool:
        return self.status != "failed"

    def agrees_with(self, other: Candidate) -> bool:
        """Tell whether both give the same status and, within the tolerance, objective."""
        if self.status != other.status:
            return False
        if self.objective is None or other.objective is None:
            return self.objective is other.objective
        return math.isclose(self.objective, other.objective, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


@dataclass(frozen=True)
class Vote:
    """The winner's position and how many are with it; position 0 and no votes where all failed."""

    chosen: int
    votes: int


def candidate_of(attempt: Attempt) -> Candidate:
    """Return what an attempt answers."""
    if attempt.proven_status == "infeasible":
        return Candidate("infeasible")
    if attempt.proven_status == "unbounded":
        return Candidate("unbounded")
    if attempt.diagnosis is not None or attempt.outcome is None:
        return Candidate("failed")
    return Candidate("solved", attempt.outcome.objective)


def vote(candidates: Sequence[Candidate]) -> Vote:
    """Return the first candidate of the largest group; of equal groups, the one that began first.

    A candidate joins the first group whose first member it agrees with.
    """
    groups: list[list[int]] = []
    for position, candidate in enumerate(candidates):
        if not candidate.votes:
            continue
        for group in groups:
            if candidate.agrees_with(candidates[group[0]]):
                group.append(position)
                break
        else:
            groups.append([position])
    if not groups:
        return Vote(0, 0)
    largest = max(groups, key=len)  # the first of equals
    return Vote(largest[0], len(largest))


def conclude(context: Context, attempts: Sequence[Attempt], notes: tuple[str, ...]) -> Attempt:
    """Return the last attempt that has an answer, else the last one; record what each answers.

    Args:
        context: whose run is told.
        attempts: at least one, in order.
        notes: what else is to be said of the result.
    """
    answered = [n for n, attempt in enumerate(attempts) if candidate_of(attempt).votes]
    chosen = answered[-1] if answered else len(attempts) - 1
    record_candidates(context.workshop, attempts, chosen)
    best = attempts[chosen]
    if chosen < len(attempts) - 1:
        notes = (f"the answer of attempt {chosen + 1}: those after it gave none", *notes)
    return replace(best, number=len(attempts), notes=(*best.notes, *notes))


def record_candidates(workshop: Workshop, attempts: Sequence[Attempt], chosen: int) -> None:
    """Append what each attempt answers to the run: `statuses`, `objectives`, `chosen`."""
    candidates = [candidate_of(attempt) for attempt in attempts]
    workshop.emit(
        {
            "type": "candidates",
            "statuses": [candidate.status for candidate in candidates],
            "objectives": [candidate.objective for candidate in candidates],
            "chosen": chosen,
        }
    )
