"""Whether the rules of a space leave anything: a point, a proof that there is none, or doubt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from orthought.campaign.space.parameters import Point
from orthought.campaign.space.writing import write_rule
from orthought.errors import InputError, SolverError

if TYPE_CHECKING:
    from orthought.campaign.space.program import RuleProgram
    from orthought.campaign.space.rules import Rule
    from orthought.campaign.space.space import Space

DRAWN: Final = 2_000
"""Points are drawn before anything is proven."""
QUICKLY_LISTED: Final = 50_000
"""Spaces up to this size are listed rather than handed to a solver."""
MOST_COLUMNS: Final = 50_000
"""Options and rows above this number are not handed to a solver."""
SECONDS: Final = 10.0
"""For one solve."""


@dataclass(frozen=True)
class Search:
    """What was found."""

    point: Point | None
    """None: none was found."""
    proven: bool = False
    """Whether there is none at all."""


def search(space: Space) -> Search:
    """Look for a point that keeps the rules: by drawing, then exactly as far as that can be."""
    from numpy.random import default_rng

    shares = default_rng(0).random((DRAWN, len(space.parameters))).tolist()
    drawn = next(filter(space.allows, map(space.at, shares)), None)
    if drawn is not None or (space.size is not None and space.size <= QUICKLY_LISTED):
        found = drawn or next(space.points(), None)
        return Search(found, proven=found is None)
    solved = _solve(space)
    if solved.point is None and not solved.proven and space.is_listable:
        listed = next(space.points(), None)
        return Search(listed, proven=listed is None)
    return solved


def require_point(space: Space) -> Point:
    """Return a point that keeps the rules.

    Raises:
        InputError: there is none, and these rules exclude each other; or none was found.
    """
    found = search(space)
    if found.point is not None:
        return found.point
    if not found.proven:
        raise InputError(
            "no point was found that keeps the rules of the space, though there may be one",
            fix="loosen the rules, or state them as bounds of the parameters",
        )
    at_odds = conflict(space)
    shown = "; ".join(repr(write_rule(rule)) for rule in at_odds[:5])
    if len(at_odds) == 1:
        raise InputError(f"the rule {shown} leaves no point", fix="loosen or remove it")
    raise InputError(
        f"the rules leave no point; these exclude each other: {shown}",
        fix="loosen or remove one of them",
    )


def conflict(space: Space) -> tuple[Rule, ...]:
    """Return rules of a space without points none of which can be left out of the contradiction."""
    kept = list(space.rules)
    for rule in space.rules:
        without = [other for other in kept if other is not rule]
        if without and search(space.model_copy(update={"rules": tuple(without)})).proven:
            kept = without
    return tuple(kept)


def _solve(space: Space) -> Search:
    from orthought.campaign.space.program import RuleProgram

    program = RuleProgram(space, loose=False)
    values, _ = _solved(program)
    if values is not None:
        point = program.point(values)
        return Search(point if space.allows(point) else None)
    _, proven = _solved(RuleProgram(space, loose=True))
    return Search(None, proven)


def _solved(program: RuleProgram) -> tuple[tuple[float, ...] | None, bool]:
    """Return the values of a feasible point, or whether there is proven to be none."""
    from orthought.outcome import SolverOptions, Termination
    from orthought.solvers import solve

    instance = program.instance()
    if instance.variable_count > MOST_COLUMNS:
        return None, False
    try:
        outcome = solve(instance, SolverOptions(time_limit=SECONDS))
    except SolverError:
        return None, False
    return outcome.values, outcome.termination is Termination.INFEASIBLE
