"""Outcomes by problem, and the alignment of two methods over the same problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orthought.errors import InputError

Outcomes = Mapping[str, Sequence[bool | float]]
"""Problem key -> one outcome a sample: right or not, or any number (time, deviation)."""
ByProblem = Mapping[str, float]
"""Problem key -> one number."""


def means(outcomes: Outcomes) -> dict[str, float]:
    """Return the mean over the samples of each problem.

    Raises:
        InputError: a problem has no sample: a failed one counts as wrong, it is not left out.
    """
    empty = [key for key, samples in outcomes.items() if not samples]
    if empty:
        raise InputError(
            f"{len(empty)} problems have no outcome, such as {empty[0]!r}",
            fix="give a failed sample as wrong (False or 0)",
        )
    return {key: sum(map(float, s)) / len(s) for key, s in outcomes.items()}


def paired(first: ByProblem, second: ByProblem) -> list[tuple[float, float]]:
    """Return the numbers of two methods problem by problem, in a fixed order.

    Raises:
        InputError: there are none, or the two were not measured on the same problems.
    """
    odd = sorted(set(first) ^ set(second))
    if odd:
        raise InputError(
            f"{len(odd)} problems were measured for one method only, such as {odd[0]!r}",
            fix="compare on the problems of both, and count failed ones as wrong",
        )
    if not first:
        raise InputError("there are no problems to compare on")
    return [(float(first[key]), float(second[key])) for key in sorted(first)]


def differences(first: ByProblem, second: ByProblem) -> list[float]:
    """Return first minus second, problem by problem."""
    return [one - other for one, other in paired(first, second)]
