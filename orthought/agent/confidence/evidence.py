"""What is known about an answer without its label."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from orthought.base import Model
from orthought.solution import Check, InstanceSize, Solution

ANSWERS: Final = ("checked", "solved", "doubtful", "infeasible", "unbounded")
"""Words that stand for an answer; nothing else has a confidence."""
PROVEN: Final = ("optimal", "infeasible", "unbounded")
"""Terminations that are proofs."""


class Objection(Model):
    """A check that objects."""

    name: str
    severity: Literal["doubt", "note"]


class Evidence(Model):
    """What speaks for and against an answer."""

    status: Literal["checked", "solved", "doubtful", "infeasible", "unbounded"]
    objections: tuple[Objection, ...] = ()
    repairs: int = Field(default=0, ge=0)
    proven: bool = True
    """The solver proved optimality (or infeasibility, unboundedness)."""
    size: InstanceSize | None = None
    signals: dict[str, float] = Field(default_factory=dict)
    """What the method measured of its own certainty, each from 0 to 1."""

    @property
    def doubts(self) -> int:
        """Checks that make the answer doubtful."""
        return sum(objection.severity == "doubt" for objection in self.objections)

    @property
    def notes(self) -> int:
        """Checks that object to what is usual in right models too."""
        return len(self.objections) - self.doubts

    def severity_of(self, name: str) -> Literal["doubt", "note"] | None:
        """Return how strongly a check objects; None where it does not."""
        found = [objection.severity for objection in self.objections if objection.name == name]
        if not found:
            return None
        return "doubt" if "doubt" in found else "note"


def objections_in(checks: tuple[Check, ...]) -> tuple[Objection, ...]:
    """Return the checks that object."""
    return tuple(
        Objection(name=check.name, severity=check.severity)
        for check in checks
        if check.verdict == "objects"
    )


def within_bounds(signals: Mapping[str, float]) -> dict[str, float]:
    """Return the signals from 0 to 1; what is no number is left out."""
    return {
        name: min(1.0, max(0.0, value)) for name, value in signals.items() if not math.isnan(value)
    }


def evidence_of(solution: Solution) -> Evidence | None:
    """Return what is known about a solution; None where it is no answer."""
    if solution.status not in ANSWERS:
        return None
    termination = solution.outcome.termination.value if solution.outcome else ""
    return Evidence(
        status=solution.status.value,
        objections=objections_in(solution.checks),
        repairs=max(0, solution.attempts - 1),
        proven=termination in PROVEN,
        size=solution.size,
        signals=within_bounds(solution.signals),
    )
