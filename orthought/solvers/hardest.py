"""Which rows keep a solver from any point within its time: those without which it soon has one."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from orthought.errors import SolverError
from orthought.instance import INTEGER, Instance, family
from orthought.outcome import SolverOptions
from orthought.solvers.job import Answer
from orthought.solvers.solving import run_route
from orthought.solvers.subset import Conditions, Mask

MOST_TRIED: Final = 12
"""Families that are left out in turn, those with the most members first."""
LEAST_SECONDS: Final = 0.5
_ENDED: Final = ("optimal", "infeasible")


@dataclass(frozen=True)
class HardPart:
    """A family of rows, or the integrality of a family of variables."""

    what: Literal["rows", "integrality"]
    family: str
    seconds: float
    """What the rest took, without objective."""
    feasible: bool
    """Whether the rest has a point; False: it has none, so that the family is not what is hard."""


def find_hard_parts(
    instance: Instance, options: SolverOptions, seconds: float = 20.0
) -> tuple[HardPart, ...]:
    """Leave each family out in turn; return those without which the rest is soon decided.

    Args:
        instance: what found no point within its time.
        options: memory limit, threads and seed of the solves.
        seconds: wall clock for all of them, roughly.

    Returns:
        The quickest first; empty where no single family makes the difference.
    """
    conditions = Conditions.of(instance)
    tried = _families(conditions)
    end, found = time.monotonic() + seconds, []
    for place, (what, name, kept) in enumerate(tried):
        left = end - time.monotonic()
        if left < LEAST_SECONDS:
            break
        began = time.monotonic()
        answer = _solve(conditions.build(kept), options, left / (len(tried) - place))
        if answer is not None and answer.termination in _ENDED:
            took = time.monotonic() - began
            found.append(HardPart(what, name, took, answer.termination == "optimal"))
    return tuple(sorted(found, key=lambda part: (not part.feasible, part.seconds)))


def _families(
    conditions: Conditions,
) -> list[tuple[Literal["rows", "integrality"], str, Mask]]:
    """Return what may be left out, with what is kept then."""
    instance, size = conditions.instance, conditions.present.size
    rows = [family(name) for name in instance.row_names]
    whole = np.flatnonzero(instance.kinds == INTEGER)
    columns = [family(instance.variable_names[column]) for column in whole]
    first = instance.row_count + 2 * instance.variable_count
    found: list[tuple[int, Literal["rows", "integrality"], str, Mask]] = []
    for name, count in Counter(rows).items():
        numbers = [number for number, own in enumerate(rows) if own == name]
        found.append((count, "rows", name, _without(size, numbers)))
    for name, count in Counter(columns).items():
        numbers = [first + int(c) for c, own in zip(whole, columns, strict=True) if own == name]
        found.append((count, "integrality", name, _without(size, numbers)))
    found.sort(key=lambda one: -one[0])
    return [(what, name, kept) for _, what, name, kept in found[:MOST_TRIED]]


def _without(size: int, numbers: list[int]) -> Mask:
    kept = np.ones(size, bool)
    kept[numbers] = False
    return kept


def _solve(instance: Instance, options: SolverOptions, seconds: float) -> Answer | None:
    limited = options.model_copy(update={"time_limit": max(seconds, LEAST_SECONDS)})
    try:
        return run_route(instance, limited)[1]
    except SolverError:
        return None
