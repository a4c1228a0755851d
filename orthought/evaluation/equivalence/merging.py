"""Parallel columns put together: x1 + k x2 becomes one variable where all its values arise."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from orthought.evaluation.equivalence.basics import is_whole
from orthought.evaluation.equivalence.system import System

MOST_GROUPS = 6
"""Groups of parallel columns that are also tried alone."""


def merge_columns(system: System, wanted: int, taken: set[str]) -> Iterator[System]:
    """Yield the system with columns put together until so many are left, in more than one way.

    Args:
        system: linear; left alone.
        wanted: number of variables to arrive at.
        taken: names with a meaning of their own; two of them are never put together.
    """
    groups = [
        members
        for members in _parallel(system)
        if sum(system.names[column] in taken for column, _ in members) <= 1
    ]
    for chosen in (groups, *([group] for group in groups[:MOST_GROUPS] if len(groups) > 1)):
        core = system.copy()
        for members in chosen:
            _merge_group(core, members, wanted)
        if len(core.alive) == wanted:
            yield core


def _merge_group(core: System, members: list[tuple[int, float]], wanted: int) -> None:
    # The smallest multiple first: digits fill the gaps of the larger ones.
    ordered = sorted(members, key=lambda member: abs(member[1]))
    base = ordered[0]
    for other in ordered[1:]:
        if len(core.alive) > wanted and not _merge(core, base, other):
            base = other


def _parallel(core: System) -> list[list[tuple[int, float]]]:
    """Return groups of columns that differ by a factor, with that factor."""
    columns: dict[int, list[tuple[int, float]]] = {column: [] for column in core.alive}
    for number, row in enumerate(core.rows):
        for column, value in row.terms.items():
            columns[column].append((number, value))
    for column, value in core.cost.items():
        columns[column].append((-1, value))
    groups: dict[Hashable, list[tuple[int, float]]] = {}
    for column in core.columns:
        entries = columns[column]
        if column in core.pinned or not entries:
            continue
        scale = entries[0][1]
        key = tuple((number, float(f"{value / scale:.9e}")) for number, value in entries)
        groups.setdefault(key, []).append((column, scale))
    return [members for members in groups.values() if len(members) > 1]


def _merge(core: System, kept: tuple[int, float], gone: tuple[int, float]) -> bool:
    """Let `kept` stand for kept + factor * gone, where that takes every value in its range."""
    column, other = kept[0], gone[0]
    factor = gone[1] / kept[1]
    width = core.upper[column] - core.lower[column]
    if core.integer[column] and not (core.integer[other] and is_whole(factor)):
        return False
    if core.integer[other]:
        needed = abs(factor) - (1.0 if core.integer[column] else 0.0)
        if width < needed - 1e-9:
            return False
    ends = sorted((factor * core.lower[other], factor * core.upper[other]))
    core.lower[column] += ends[0]
    core.upper[column] += ends[1]
    for row in core.rows:
        row.terms.pop(other, None)
    core.cost.pop(other, None)
    core.alive.discard(other)
    names = list(core.names)
    names[column] = f"({names[column]} + {factor:.9g} {names[other]})"
    core.names = tuple(names)
    return True
