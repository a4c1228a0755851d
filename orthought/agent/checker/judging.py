"""The answer held against a checker's claims: which limits it breaks, and what would be better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from orthought.agent.checker.claims import Claims
from orthought.agent.checker.plan import Plan
from orthought.agent.report import split_name
from orthought.base import Model
from orthought.instance import CONTINUOUS, Instance
from orthought.outcome import Outcome, SolutionStatus

TOLERANCE: Final = 1e-5
"""Relative. Wider than a solver's: the reader may have rounded a third to 0.3333333."""
MAX_NAMED: Final = 8


class Breach(Model):
    """A limit of the text that the answer's point breaks, as the second reader understands it."""

    sentence: int
    what: str
    amount: float
    """Relative to the limit."""

    def __str__(self) -> str:
        place = f"sentence {self.sentence}: {self.what}" if self.sentence else self.what
        return f"{place} (off by {self.amount:.3g} of the limit)"


class Judgement(Model):
    """What became of an answer under a checker."""

    failure: str = ""
    """Why nothing can be said; empty where something can."""
    is_symbolic: bool = False
    breaches: tuple[Breach, ...] = ()
    objective: float | None = None
    """As the checker computes it at the answer's point."""
    answered: float | None = None
    """The answer's objective."""
    same_sense: bool = True
    best: float | None = None
    """The optimum under the checker's claims alone, where it was found."""
    best_values: tuple[float, ...] = ()
    """Its point, in the order of the instance's variables."""
    is_better: bool = False
    """Whether that optimum is better than the answer by the checker's objective."""
    barred_by: tuple[str, ...] = ()
    """Rows and bounds of the model that the better point breaks."""

    @property
    def same_objective(self) -> bool:
        """Whether both compute the same objective at the answer's point."""
        if self.objective is None or self.answered is None:
            return self.answered is None
        return _close(self.objective, self.answered)

    @property
    def agrees(self) -> bool:
        """Whether something could be said and nothing speaks against the answer."""
        point = not self.breaches and self.same_objective and self.same_sense
        return not self.failure and point and not self.is_better


def judge(
    claims: Claims,
    plan: Plan,
    instance: Instance,
    outcome: Outcome,
    best: Outcome | None,
) -> Judgement:
    """Hold an answer against claims.

    Args:
        claims: of a checker of the same plan.
        plan: the decisions.
        instance: what was solved.
        outcome: its answer; without a point (infeasible, unbounded) only `best` can speak.
        best: what a solver says of the claims alone; None where it was not asked.
    """
    found: dict[str, Any] = {
        "is_symbolic": claims.is_symbolic,
        "same_sense": claims.instance.sense == instance.sense,
        "answered": outcome.objective if outcome.values is not None else None,
    }
    if outcome.values is not None:
        point = claims.point(plan.taken_from(outcome.values))
        found["breaches"] = breaches(claims, point)
        found["objective"] = objective_at(claims.instance, point)
    if best is not None and best.values is not None and claims.is_symbolic:
        found |= _of_best(claims, plan, instance, outcome, best, found.get("objective"))
    return Judgement(**found)


def breaches(claims: Claims, point: Any) -> tuple[Breach, ...]:
    """Return what a point breaks of a checker's limits, the worst first, at most MAX_NAMED."""
    amounts = _violations(claims.instance, point)
    found = []
    for row in sorted(np.flatnonzero(amounts > TOLERANCE), key=lambda row: -amounts[row]):
        sentence, what = claims.claim(int(row))
        amount = min(float(amounts[row]), 1e300)
        found.append(Breach(sentence=sentence, what=what, amount=amount))
    if claims.is_symbolic:
        found += _of_kinds(claims.instance, point)
    return tuple(found[:MAX_NAMED])


def _violations(instance: Instance, point: Any) -> Any:
    """Return every row's scaled violation at a point; what is no number violates without limit."""
    from orthought.solvers.evaluate import evaluate
    from orthought.solvers.verification import row_violations

    with np.errstate(all="ignore"):
        activities, _ = evaluate(instance, point)
        return np.nan_to_num(row_violations(instance, activities, point), nan=np.inf)


def _of_kinds(instance: Instance, point: Any) -> list[Breach]:
    """Return where the text's reader takes a decision for whole or not negative and it is not."""
    whole = instance.kinds != CONTINUOUS
    rest = np.where(whole, np.abs(point - np.round(point)), 0.0)
    below = np.maximum(instance.lower - point, 0.0)
    above = np.maximum(point - instance.upper, 0.0)
    found = []
    for amounts, what in (
        (rest, "a decision that is counted comes in fractions"),
        (below, "a decision is below its least value"),
        (above, "a decision is above its largest value"),
    ):
        worst = float(np.max(amounts, initial=0.0))
        if worst > TOLERANCE:
            found.append(Breach(sentence=0, what=what, amount=worst))
    return found


def objective_at(instance: Instance, point: Any) -> float | None:
    """Return the objective at a point, None where it is not a number."""
    from orthought.solvers.evaluate import evaluate

    with np.errstate(all="ignore"):
        _, objective = evaluate(instance, point)
    return float(objective) if np.isfinite(objective) else None


def _of_best(
    claims: Claims,
    plan: Plan,
    instance: Instance,
    outcome: Outcome,
    best: Outcome,
    objective: float | None,
) -> dict[str, Any]:
    assert best.values is not None
    assert best.objective is not None
    if best.solution_status is not SolutionStatus.OPTIMAL:
        return {}
    values = _in_columns(plan, best.values, instance.variable_count)
    found = {"best": best.objective, "best_values": tuple(values)}
    gain = None if objective is None else best.objective - objective
    if gain is not None and claims.instance.sense == "minimize":
        gain = -gain
    scale = max(1.0, abs(best.objective))
    better = outcome.values is None if gain is None else gain > TOLERANCE * scale
    barred = rows_broken(instance, values) if better else ()
    return {**found, "is_better": better, "barred_by": barred}


def _in_columns(plan: Plan, values: Sequence[float], count: int) -> list[float]:
    found = [0.0] * count
    for column, value in zip(plan.columns, values, strict=True):
        found[column] = float(value)
    return found


def rows_broken(instance: Instance, values: Sequence[float]) -> tuple[str, ...]:
    """Return the families of rows, and the decisions, whose limits a point breaks."""
    point = np.asarray(values, dtype=np.float64)
    amounts = _violations(instance, point)
    rows = [split_name(instance.row_names[int(k)])[0] for k in np.flatnonzero(amounts > TOLERANCE)]
    scale = TOLERANCE * np.maximum(1.0, np.abs(point))
    outside = (point < instance.lower - scale) | (point > instance.upper + scale)
    divided = (instance.kinds != CONTINUOUS) & (np.abs(point - np.round(point)) > TOLERANCE)
    columns = [
        f"{split_name(instance.variable_names[int(k)])[0]} (bounds or kind)"
        for k in np.flatnonzero(outside | divided)
    ]
    return tuple(dict.fromkeys([*rows, *columns]))[:MAX_NAMED]


def _close(first: float, second: float) -> bool:
    return abs(first - second) <= TOLERANCE * max(1.0, abs(first), abs(second))
