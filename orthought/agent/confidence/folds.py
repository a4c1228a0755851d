"""Folds by problem: what is fitted on one answer to a problem is never tried on another of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from orthought.errors import InputError


def folds_by_problem(
    problems: Sequence[str], right: Sequence[bool], count: int, seed: int = 0
) -> tuple[int, ...]:
    """Return the fold of each answer, with right and wrong answers spread over the folds.

    All answers to a problem share a fold. The order of the problems does not matter: they are
    dealt out by a digest of their names, those with a right answer first.

    Args:
        problems: the problem of each answer.
        right: whether each answer is right.
        count: number of folds.
        seed: another seed gives other folds.

    Raises:
        InputError: fewer problems than folds, or fewer than two folds.
    """
    names = dict.fromkeys(problems)
    if not 2 <= count <= len(names):
        raise InputError(f"{len(names)} problems cannot be dealt out to {count} folds")
    solved = {name for name, hit in zip(problems, right, strict=True) if hit}
    order = sorted(names, key=lambda name: (name not in solved, _place(name, seed)))
    fold = {name: position % count for position, name in enumerate(order)}
    return tuple(fold[name] for name in problems)


def parted(folds: Sequence[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield for each fold the positions to fit on and those to try."""
    for fold in sorted(set(folds)):
        inside = [number for number, one in enumerate(folds) if one != fold]
        yield inside, [number for number, one in enumerate(folds) if one == fold]


def _place(name: str, seed: int) -> str:
    return hashlib.sha256(f"{seed}\n{name}".encode()).hexdigest()
