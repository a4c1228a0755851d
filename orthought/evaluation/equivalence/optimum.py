"""The proven answers of two instances, and whether they can be the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orthought.errors import SolverError
from orthought.instance import Instance
from orthought.outcome import Outcome, SolutionStatus, SolverOptions, Termination
from orthought.solvers import solve

PROVEN: Final = ("infeasible", "unbounded")
COARSE: Final = 1e-6
"""What a solver's own tolerances may move an optimum, relative."""


@dataclass(frozen=True)
class Answer:
    """Status, and the interval in which the optimum lies (in the instance's own sense)."""

    status: str
    """'optimal' (the interval is proven and holds a verified point), 'infeasible', 'unbounded' or
    'open'."""
    low: float = float("-inf")
    high: float = float("inf")
    point: tuple[float, ...] | None = None

    @property
    def value(self) -> float | None:
        """The optimum, where the interval is a point up to the solver's tolerances."""
        if self.status != "optimal":
            return None
        size = max(1.0, abs(self.low), abs(self.high))
        return (self.low + self.high) / 2 if self.high - self.low <= 10 * COARSE * size else None

    def __str__(self) -> str:
        return f"{self.value:.12g}" if self.value is not None else self.status


def answer_of(instance: Instance, seconds: float) -> Answer:
    """Solve at gap 0 in a worker process and return what is proven.

    Raises:
        SolverUnavailableError: no installed solver takes the instance.
    """
    if seconds <= 0:
        return Answer("open")
    options = SolverOptions(relative_gap=0.0, time_limit=seconds)
    try:
        outcome = solve(instance, options)
    except SolverError:
        return Answer("open")
    if outcome.termination.value in PROVEN:
        return Answer(outcome.termination.value)
    return _interval(instance, outcome)


def _interval(instance: Instance, outcome: Outcome) -> Answer:
    held = outcome.verification is not None and outcome.verification.holds
    proven = outcome.solution_status is SolutionStatus.OPTIMAL
    objective, bound = outcome.objective, outcome.bound
    if objective is None or not held:
        return Answer("open")
    if bound is None:
        # A proven optimum is its own bound; a local one has none.
        bound = objective if proven and outcome.termination is Termination.OPTIMAL else None
    if bound is None:
        return Answer("open", point=outcome.values)
    return Answer("optimal", min(objective, bound), max(objective, bound), outcome.values)


def difference(first: Answer, second: Answer, margin: float) -> str:
    """Return 'status' or 'optimum' where the answers cannot be the same, else nothing.

    Intervals must lie apart by more than the margin, relative to the larger of the two.
    """
    if first.status == "open" or second.status == "open":
        return ""
    if first.status != second.status:
        return "status"
    if first.status != "optimal":
        return ""
    apart = max(first.low - second.high, second.low - first.high)
    size = max(abs(x) for x in (first.low, first.high, second.low, second.high))
    return "optimum" if apart > margin * max(size, margin) else ""
