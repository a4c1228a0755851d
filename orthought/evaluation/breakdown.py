"""Shares of right answers by a property of the problems: type, size, difficulty, class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from orthought.base import Model
from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.statistics.intervals import LEVEL, Interval, wilson
from orthought.statistics.pairing import Outcomes, means

Property = Literal["type", "size", "difficulty", "class", "set"]
PROPERTIES: Final[dict[str, str]] = {
    "type": "type",
    "size": "size",
    "difficulty": "difficulty",
    "class": "problem_class",
    "set": "set_name",
}
"""Property -> field of BenchmarkProblem."""
NOT_STATED: Final = "not stated"


class Group(Model):
    """The problems that share a property's value."""

    name: str
    problems: int
    samples: int
    right: float
    """Sum over problems of the share of right samples: a whole number with one sample each."""
    interval: Interval
    """Wilson's, with the problems as trials."""


def group_of(problem: BenchmarkProblem, by: Property) -> str:
    """Return the value of a property; 'not stated' where the set says nothing."""
    value: str = getattr(problem, PROPERTIES[by])
    return value or NOT_STATED


def breakdown(
    problems: Mapping[str, BenchmarkProblem],
    outcomes: Outcomes,
    by: Property,
    *,
    level: float = LEVEL,
) -> tuple[Group, ...]:
    """Return one group for each value of a property, the largest first.

    Args:
        problems: by key; those without an outcome are not counted.
        outcomes: by key, one for each sample, failed ones as wrong.
        by: the property.
        level: of the intervals.

    Raises:
        InputError: an outcome belongs to no known problem, or a problem's outcomes are empty.
    """
    unknown = sorted(set(outcomes) - set(problems))
    if unknown:
        raise InputError(f"{len(unknown)} outcomes have no problem, such as {unknown[0]!r}")
    rates = means(outcomes)
    members: dict[str, list[str]] = {}
    for key in outcomes:
        members.setdefault(group_of(problems[key], by), []).append(key)
    ordered = sorted(members.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return tuple(
        _group(name, [rates[key] for key in keys], sum(len(outcomes[key]) for key in keys), level)
        for name, keys in ordered
    )


def _group(name: str, rates: list[float], samples: int, level: float) -> Group:
    right = min(sum(rates), float(len(rates)))
    return Group(
        name=name,
        problems=len(rates),
        samples=samples,
        right=right,
        interval=wilson(right, len(rates), level),
    )
