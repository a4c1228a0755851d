"""Which single change of an instance makes the label's value come out?

Works without a reference model. Each try is a solve, so their number and time are bounded.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

from pydantic import Field

from orthought.base import Model
from orthought.errors import SolverError
from orthought.evaluation.failures.cause import Finding
from orthought.evaluation.failures.changes import Change, changes
from orthought.evaluation.problems import Target
from orthought.evaluation.rules import Rule
from orthought.instance import Instance
from orthought.outcome import Outcome, SolverOptions, Termination

FACTORS: Final[dict[float, str]] = {
    -1.0: "the value is right but for its sign",
    0.001: "the value is 1,000 times the label",
    1000.0: "the value is a 1,000th of the label",
    0.01: "the value is 100 times the label",
    100.0: "the value is a 100th of the label",
}


class ProbeLimits(Model):
    """How much probing one wrong answer is worth."""

    tries: int = Field(default=60, ge=0)
    """Solves; 0 turns probing off."""
    seconds: float = Field(default=20.0, gt=0)
    """For all solves together."""
    seconds_per_solve: float = Field(default=3.0, gt=0)
    max_nonzeros: int = 100_000
    """Larger instances are not probed."""


class Probe(Model):
    """What probing found."""

    findings: tuple[Finding, ...] = ()
    """Every single change after which an accepted value comes out, in the order tried."""
    tries: int = 0
    complete: bool = True
    """Whether every change was tried; False where the limits ended it."""


def probe(
    instance: Instance,
    target: Target,
    rule: Rule,
    *,
    outcome: Outcome | None = None,
    limits: ProbeLimits | None = None,
) -> Probe:
    """Try single changes of an instance and report those that give an accepted value.

    Changes that can only worsen the optimum are not tried where it must improve, and the other way
    round. Only values that the solver proved optimal and that our own re-check confirms count.

    Args:
        instance: what the program built.
        target: the accepted labels; those without an objective value are not probed for.
        rule: how near a value must be.
        outcome: of the unchanged instance; it is solved once where None.
        limits: on solves and time; the defaults of ProbeLimits where None.
    """
    from orthought.solvers.trivial import clean

    limits = limits or ProbeLimits()
    wanted = [label.objective for label in target.accepted if label.objective is not None]
    if not wanted or not limits.tries or instance.row_values.size > limits.max_nonzeros:
        return Probe(complete=not wanted)
    search = _Search(target, rule, limits)
    outcome = outcome or search.solve(instance)
    if outcome is None:
        return Probe(complete=False)
    value = _proven(outcome)
    findings = list(_of_value(instance, value, target, rule)) if value is not None else []
    useful = _useful(instance.sense, outcome.termination, value, wanted)
    explained = set()
    for change in changes(clean(instance)):
        if change.effect not in useful or change.subject in explained:
            continue
        if search.is_over():
            return Probe(findings=tuple(findings), tries=search.tries, complete=False)
        finding = search.attempt(change)
        if finding is not None:
            findings.append(finding)
            # A row that is turned to where it binds nothing is the same as a dropped one.
            explained.update({change.subject} - {""})
    return Probe(findings=tuple(findings), tries=search.tries)


class _Search:
    def __init__(self, target: Target, rule: Rule, limits: ProbeLimits) -> None:
        self._target, self._rule, self._limits = target, rule, limits
        self._end = time.monotonic() + limits.seconds
        self.tries = 0

    def is_over(self) -> bool:
        return self.tries >= self._limits.tries or time.monotonic() >= self._end

    def solve(self, instance: Instance) -> Outcome | None:
        from orthought.solvers import solve

        options = SolverOptions(time_limit=self._limits.seconds_per_solve, relative_gap=0)
        try:
            return solve(instance, options)
        except SolverError:
            return None

    def attempt(self, change: Change) -> Finding | None:
        """Make the change, solve, and return a finding where an accepted value comes out."""
        self.tries += 1
        outcome = self.solve(change.make())
        value = _proven(outcome) if outcome else None
        if value is None or not _accepts(self._target, self._rule, value):
            return None
        text = f"{change.text}, the optimum is {value:.10g}, as the label"
        return Finding(kind=change.kind, text=text)


def _proven(outcome: Outcome) -> float | None:
    check = outcome.verification
    if outcome.termination is Termination.OPTIMAL and check is not None and check.holds:
        return outcome.objective
    return None


def _accepts(target: Target, rule: Rule, value: float) -> bool:
    return any(rule.accepts(value, label) for label in target.accepted)


def _of_value(instance: Instance, value: float, target: Target, rule: Rule) -> Iterator[Finding]:
    """Yield what the value alone tells: sign, unit, constant."""
    if not value:
        return
    for factor, text in FACTORS.items():
        if _accepts(target, rule, factor * value):
            yield Finding(kind="wrong_objective", text=f"{text} ({value:.10g})")
    constant = instance.objective_constant
    if constant and _accepts(target, rule, value - constant):
        yield Finding(
            kind="wrong_objective", text=f"without its constant {constant:g} it is the label"
        )


def _useful(
    sense: str, termination: Termination, value: float | None, wanted: list[float]
) -> frozenset[str]:
    """Return the effects that can lead from the value to an accepted one."""
    if termination is Termination.INFEASIBLE:
        return frozenset({"relaxes", "shifts"})
    if termination is Termination.UNBOUNDED:
        return frozenset({"tightens", "shifts"})
    if value is None:
        return frozenset({"relaxes", "tightens", "shifts"})
    better = {(one > value) == (sense == "maximize") for one in wanted}
    return frozenset({"shifts", *("relaxes" if up else "tightens" for up in better)})
