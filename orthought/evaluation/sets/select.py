"""Choosing problems of a set: by field, by position, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from orthought.errors import InputError
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.sets.cards import near_miss

FIELDS: Final[dict[str, Callable[[BenchmarkProblem], str]]] = {
    "type": lambda problem: problem.type,
    "size": lambda problem: problem.size,
    "difficulty": lambda problem: problem.difficulty,
    "class": lambda problem: problem.problem_class,
    "status": lambda problem: problem.label.status,
}
SLICE: Final = re.compile(r"(-?\d*):(-?\d*)(?::(-?\d+))?")


def select(
    problems: Iterable[BenchmarkProblem],
    *,
    filter: str = "",
    slice: str = "",
    ids: Sequence[str] = (),
) -> tuple[BenchmarkProblem, ...]:
    """Return the problems that are asked for, in the order of the set.

    Args:
        problems: what to choose from.
        filter: conditions such as 'type=NLP,size=Medium'; 'type=LP|MILP' takes either.
        slice: positions among those left, as in Python: '0:20', ':5', '::2'.
        ids: identifiers; the others are left away.

    Raises:
        InputError: an unknown field, value or identifier, or no slice; what is known is named.
    """
    everything = tuple(problems)
    chosen = _named(everything, ids) if ids else everything
    for condition in filter.split(",") if filter.strip() else ():
        field, values = _condition(everything, condition)
        chosen = tuple(problem for problem in chosen if FIELDS[field](problem) in values)
    return chosen[_slice(slice)] if slice.strip() else chosen


def _named(
    problems: tuple[BenchmarkProblem, ...], ids: Sequence[str]
) -> tuple[BenchmarkProblem, ...]:
    known = [problem.identifier for problem in problems]
    for identifier in ids:
        if identifier not in known:
            raise InputError(
                f"there is no problem {identifier!r}{near_miss(identifier, known)}",
                fix=f"identifiers look like {', '.join(known[:3])}" if known else None,
            )
    return tuple(problem for problem in problems if problem.identifier in ids)


def _condition(problems: tuple[BenchmarkProblem, ...], condition: str) -> tuple[str, set[str]]:
    """Return the field and the values that a condition names, both known among the problems."""
    field, equals, wanted = (part.strip() for part in condition.partition("="))
    if not equals or field not in FIELDS:
        raise InputError(
            f"{condition.strip()!r} is no condition{near_miss(field, FIELDS)}",
            fix=f"write FIELD=VALUE with one of {', '.join(FIELDS)}",
        )
    known = sorted({FIELDS[field](problem) for problem in problems} - {""})
    return field, {_value(field, known, word.strip()) for word in wanted.split("|")}


def _value(field: str, known: list[str], wanted: str) -> str:
    for value in known:
        if value.lower() == wanted.lower():
            return value
    raise InputError(
        f"no problem has {field}={wanted}{near_miss(wanted, known)}",
        fix=f"{field} is one of {', '.join(known)}" if known else f"none of them has a {field}",
    )


def _slice(text: str) -> slice:
    match = SLICE.fullmatch(text.strip())
    if not match or match[3] == "0":
        raise InputError(f"{text!r} is no slice", fix="write it as in Python: 0:20, :5 or ::2")
    return slice(*(int(part) if part else None for part in match.groups()))
