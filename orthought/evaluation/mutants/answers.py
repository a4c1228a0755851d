"""Proven answers of instances: status, optimum, and the optimum in the opposite sense."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from orthought import solvers
from orthought.errors import SolverError
from orthought.instance import Instance
from orthought.outcome import Outcome, SolverOptions, Termination

Sense = Literal["minimize", "maximize"]
CLEARLY: Final = 1e-4
"""Relative difference from which two values differ."""
NOISE: Final = 2e-6
"""Relative difference up to which they do not; in between nothing is claimed."""
STATUSES: Final = {
    Termination.OPTIMAL: "optimal",
    Termination.INFEASIBLE: "infeasible",
    Termination.UNBOUNDED: "unbounded",
}


@dataclass(frozen=True)
class Answer:
    """'optimal' with its value, 'infeasible', 'unbounded', or 'open' where nothing is proven."""

    status: str
    value: float | None = None

    def __str__(self) -> str:
        return self.status if self.value is None else f"{self.value:.9g}"


@dataclass(frozen=True)
class Range:
    """Answers of an instance as a minimisation, and in the opposite sense."""

    best: Answer
    worst: Answer


class Prover:
    """Solves at gap 0 and remembers the answers of instances that come again.

    Args:
        seconds: limit of one solve.
    """

    def __init__(self, seconds: float = 5.0) -> None:
        self.options = SolverOptions(relative_gap=0.0, time_limit=seconds)
        self._answers: dict[tuple[int, Sense], tuple[Instance, Answer]] = {}

    def answer(self, instance: Instance, sense: Sense | None = None) -> Answer:
        """Return the answer, in the instance's own sense or in another one."""
        sense = sense or instance.sense
        key = (id(instance), sense)
        if key not in self._answers:
            found = _answer(self.solve(replace(instance, sense=sense)))
            # The instance is kept beside its answer, so that its id cannot be given again.
            self._answers[key] = (instance, found)
        return self._answers[key][1]

    def range(self, instance: Instance) -> Range:
        """Return both answers; a maximisation is taken as the minimisation of its negation."""
        opposite: Sense = "minimize" if instance.sense == "maximize" else "maximize"
        pair = self.answer(instance), self.answer(instance, opposite)
        if instance.sense == "maximize":
            pair = _negated(pair[0]), _negated(pair[1])
        return Range(*pair)

    def solve(self, instance: Instance) -> Outcome | None:
        """Solve at gap 0; None where no solver takes the instance."""
        try:
            return solvers.solve(instance, self.options)
        except SolverError:
            return None


def apart(first: float, second: float) -> bool:
    """Whether two values differ clearly."""
    return abs(first - second) > CLEARLY * max(1.0, abs(first), abs(second))


def close(first: float, second: float) -> bool:
    """Whether two values differ by no more than solvers' tolerances."""
    return abs(first - second) <= NOISE * max(1.0, abs(first), abs(second))


def _answer(outcome: Outcome | None) -> Answer:
    status = STATUSES.get(outcome.termination, "open") if outcome else "open"
    if status != "optimal":
        return Answer(status)
    assert outcome is not None
    proven = outcome.objective is not None and outcome.bound is not None
    holds = outcome.verification is not None and outcome.verification.holds
    if not (proven and holds) or not close(outcome.objective, outcome.bound):  # type: ignore[arg-type]
        return Answer("open")
    return Answer("optimal", outcome.objective)


def _negated(answer: Answer) -> Answer:
    return Answer(answer.status, None if answer.value is None else -answer.value)
