"""The dimension of a feasible set: points found in ever new directions, equations as the limit."""

from __future__ import annotations

import numpy as np

from orthought.evaluation.equivalence.case import Case
from orthought.evaluation.equivalence.proof import Source
from orthought.evaluation.equivalence.region import Region
from orthought.evaluation.equivalence.result import Witness
from orthought.evaluation.equivalence.system import INFINITY, System, Terms

WINDOW = 1000.0
"""Unbounded variables are looked at so far from their bounds (or from zero)."""
FAILURES = 4
MOST_COLUMNS = 200
SECONDS = 4.0


def most_dimension(system: System) -> int:
    """Return the dimension that the equations and fixed variables leave."""
    equations = [row.terms for row in system.rows if row.is_equation and row.rest is None]
    equations += [{c: 1.0} for c in system.columns if system.lower[c] == system.upper[c]]
    return len(system.alive) - rank_of(system, equations)


def rank_of(system: System, equations: list[Terms]) -> int:
    """Return the rank of linear expressions."""
    if not equations:
        return 0
    place = {column: number for number, column in enumerate(system.columns)}
    matrix = np.zeros((len(equations), len(place)))
    for number, terms in enumerate(equations):
        scale = max(map(abs, terms.values()), default=1.0)
        for column, value in terms.items():
            matrix[number, place[column]] = value / scale
    return int(np.linalg.matrix_rank(matrix, tol=1e-9))


def compare_dimensions(case: Case) -> None:
    """Differ in dimension, where both instances name the same variables."""
    cores = case.cores
    if case.relation is not None or not case.same_names or not all(s.is_linear for s in cores):
        return
    most = [most_dimension(system) for system in cores]
    for number in (0, 1):
        limit = most[1 - number]
        if most[number] > limit and len(cores[number].alive) <= MOST_COLUMNS:
            with case.clock.within(SECONDS):
                found = found_dimension(case.source(cores[number]), limit + 1)
            if found > limit:
                ends = (found, limit) if number == 0 else (limit, found)
                witness = Witness(kind="shape", first=ends[0], second=ends[1])
                case.differ("dimension", witness, scaled=True)
                return


def has_full_dimension(source: Source) -> bool:
    """Whether points of the set span all that its equations leave."""
    most = most_dimension(source.system)
    return found_dimension(source, most) == most


def found_dimension(source: Source, most: int) -> int:
    """Return the dimension of points found in directions across those found before."""
    columns = source.system.columns
    region = Region(_in_window(source.system), source.clock)
    generator = np.random.default_rng(0)
    base: np.ndarray | None = None
    across: list[np.ndarray] = []
    failures = 0
    while len(across) < most and failures < FAILURES and not source.clock.is_over:
        direction = generator.normal(size=len(columns))
        for known in across:
            direction -= (direction @ known) * known
        found = region.largest(dict(zip(columns, direction.tolist(), strict=True)))
        if found.point is None:
            failures += 1
            continue
        point = np.array([found.point[column] for column in columns])
        if base is None:
            base = point
            continue
        step = point - base
        for known in across:
            step -= (step @ known) * known
        length = float(np.linalg.norm(step))
        if length > 1e-5 * max(1.0, float(np.abs(point).max())):
            across.append(step / length)
        else:
            failures += 1
    return len(across)


def _in_window(system: System) -> System:
    window = system.copy()
    for column in window.alive:
        low, high = window.lower[column], window.upper[column]
        if low > -INFINITY:
            window.upper[column] = min(high, low + WINDOW)
        elif high < INFINITY:
            window.lower[column] = high - WINDOW
        else:
            window.lower[column], window.upper[column] = -WINDOW, WINDOW
    return window
