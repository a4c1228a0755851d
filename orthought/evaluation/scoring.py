"""Score a finished cell against what a label version accepts. Nothing is run again for it."""

from __future__ import annotations

from typing import Final, Literal

from orthought.base import Model
from orthought.evaluation.problems import BenchmarkProblem, Details, Label, LabelStatus, Target
from orthought.evaluation.results import Cell, CellResult
from orthought.evaluation.rules import Rule
from orthought.instance import ProblemType
from orthought.solution import InstanceSize

Confidence = Literal["checked", "solved", "doubtful"]
ANSWERED: Final = ("checked", "solved", "doubtful")
"""Statuses that stand for a point that was verified against the instance."""

STATUSES: Final[dict[LabelStatus, tuple[str, ...]]] = {
    "optimal": ANSWERED,
    "infeasible": ("infeasible",),
    "unbounded": ("unbounded",),
    "no_optimum": ("infeasible", "unbounded"),
}
"""Which statuses of a result say what a label says."""

_NONLINEAR: Final = frozenset(ProblemType) - {ProblemType.LP, ProblemType.MILP}
_TYPES: Final[dict[str, frozenset[ProblemType]]] = {
    "LP": frozenset({ProblemType.LP}),
    "ILP": frozenset({ProblemType.MILP}),
    "IP": frozenset({ProblemType.MILP}),
    "MILP": frozenset({ProblemType.MILP}),
    "MIP": frozenset({ProblemType.MILP}),
    "NLP": _NONLINEAR,
    "MINLP": _NONLINEAR,
}
"""The published names of problem types are coarser than ours."""


class Count(Model):
    """A count of the instance beside the published one of the reference model."""

    found: int
    published: int

    @property
    def equal(self) -> bool:
        return self.found == self.published

    @property
    def ratio(self) -> float | None:
        """found / published; None where nothing was published to divide by."""
        return self.found / self.published if self.published else None


class Score(Model):
    """What a cell is worth under one label version and one rule."""

    cell: Cell
    rule: str
    right: bool
    matched: int | None = None
    """Which of the accepted labels it matches, by position."""
    reading: str | None = None
    """The reading of the text that the matched label belongs to ('' the published one)."""
    status_right: bool
    """Whether an optimum was found where the label has one, or none where it has none."""
    replied: bool
    built: bool
    """The program ran and built an instance."""
    feasible: bool
    """A point came back and passed the re-check outside the solver."""
    proven: bool
    """The solver proved its answer. A right value may come without: it is recorded, not demanded,
    because the label decides what is right."""
    confidence: Confidence | None = None
    """The word that the answer carried; None where there was no point."""
    deviation: float | None = None
    """|value - label| / |label| to the nearest accepted label (absolute at zero); None without a
    verified point or without an accepted objective value."""
    variables: Count | None = None
    rows: Count | None = None
    nonzeros: Count | None = None
    type_agrees: bool | None = None
    """Whether the instance is of the published problem type; None where either is not known."""
    repairs: int
    calls: int
    tokens: int
    """Prompt and completion tokens together."""
    cost_usd: float | None = None
    seconds: float


def score(
    result: CellResult,
    target: Target,
    rule: Rule,
    details: Details | None = None,
    *,
    published_type: str = "",
) -> Score:
    """Score one finished cell.

    An objective value counts only with a point that was verified against the instance; a label
    without optimum counts only with the status that it names ('no_optimum': either).

    Args:
        result: the record of the cell.
        target: what the label version accepts for its problem.
        rule: how near a value must be.
        details: published counts of the reference model, for the comparison of sizes.
        published_type: problem type as the set says, such as 'ILP'.
    """
    matched = matching(result, target, rule)
    reading = target.accepted[matched].reading if matched is not None else None
    usage, size, wanted = result.usage, result.size, details or Details()
    return Score(
        cell=result.cell,
        rule=rule.name,
        right=matched is not None,
        matched=matched,
        reading=reading,
        status_right=any(status_fits(result, label) for label in target.accepted),
        replied=result.replied,
        built=result.built,
        feasible=result.feasible,
        proven=result.proven,
        confidence=result.status if result.status in ANSWERED else None,
        deviation=deviation(result, target),
        variables=_count(size.variables if size else None, wanted.variables),
        rows=_count(size.rows if size else None, wanted.rows),
        nonzeros=_count(size.nonzeros if size else None, wanted.nonzeros),
        type_agrees=type_agrees(size, published_type),
        repairs=result.repairs,
        calls=usage.calls,
        tokens=usage.prompt_tokens + usage.completion_tokens,
        cost_usd=usage.cost_usd,
        seconds=result.seconds,
    )


def score_problem(
    result: CellResult, problem: BenchmarkProblem, target: Target, rule: Rule
) -> Score:
    """Score a cell with the counts and the type that its problem was published with."""
    return score(result, target, rule, problem.details, published_type=problem.type)


def matching(result: CellResult, target: Target, rule: Rule) -> int | None:
    """Return the position of the first accepted label that the result matches."""
    for position, label in enumerate(target.accepted):
        if status_fits(result, label) and (
            label.status != "optimal" or rule.accepts(result.objective, label)
        ):
            return position
    return None


def status_fits(result: CellResult, label: Label) -> bool:
    """Whether the result says of the existence of an optimum what the label says."""
    if result.status not in STATUSES[label.status]:
        return False
    return result.feasible or label.status != "optimal"


def deviation(result: CellResult, target: Target) -> float | None:
    """Return the relative distance of a verified value to the nearest accepted one."""
    value = result.objective
    if value is None or not result.feasible or result.status not in ANSWERED:
        return None
    accepted = [label.objective for label in target.accepted if label.objective is not None]
    return min((abs(value - one) / (abs(one) or 1.0) for one in accepted), default=None)


def type_agrees(size: InstanceSize | None, published: str) -> bool | None:
    """Whether an instance is of a published type; None where either is not known.

    'ILP' asks for whole numbers throughout, 'MILP' only for some: a pure integer model is mixed
    too, as most sets use the words.
    """
    wanted = _TYPES.get(published.strip().upper())
    if size is None or wanted is None:
        return None
    if published.strip().upper() in ("ILP", "IP"):
        return size.problem_type in wanted and size.integers + size.binaries == size.variables
    return size.problem_type in wanted


def _count(found: int | None, published: int | None) -> Count | None:
    if found is None or published is None:
        return None
    return Count(found=found, published=published)
