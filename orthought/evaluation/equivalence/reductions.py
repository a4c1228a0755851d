"""Reductions that keep the feasible set: every step is undone by an affine map, both ways.

What is left of a system after them (its core) stands in a one-to-one relation to it: bounds are
rounded, fixed and defined variables are put in terms of the others, empty, single, repeated and
implied rows go. Nothing is dropped because of the objective.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from orthought.evaluation.equivalence.basics import activity, is_whole, substitute
from orthought.evaluation.equivalence.defining import solve_for_defined
from orthought.evaluation.equivalence.system import (
    INFINITY,
    Affine,
    Row,
    System,
    Terms,
)

ROUNDS: Final = 50


def reduce_system(system: System) -> System:
    """Return the core of a system; the argument is left alone."""
    core = system.copy()
    round_bounds(core)
    for _ in range(ROUNDS):
        changed = [step(core) for step in STEPS]
        if core.infeasible or not any(changed):
            break
    tighten_whole_rows(core)
    return core


def tidy_system(system: System) -> System:
    """Return the system with tidy bounds and rows; no variable is put in terms of others."""
    tidy = system.copy()
    round_bounds(tidy)
    for _ in range(ROUNDS):
        changed = [step(tidy) for step in TIDY_STEPS]
        if tidy.infeasible or not any(changed):
            break
    return tidy


def are_near(one: float, two: float, tolerance: float) -> bool:
    """Whether two finite numbers are equal up to a relative tolerance (absolute below one)."""
    if math.isinf(one) or math.isinf(two):
        return one == two
    return abs(one - two) <= tolerance * max(1.0, abs(one), abs(two))


def round_bounds(core: System) -> bool:
    """Round the bounds of integer variables inwards."""
    changed = False
    for column in core.alive:
        low, high = core.lower[column], core.upper[column]
        if core.integer[column]:
            low = low if math.isinf(low) else math.ceil(low - 1e-6)
            high = high if math.isinf(high) else math.floor(high + 1e-6)
        changed |= (low, high) != (core.lower[column], core.upper[column])
        core.lower[column], core.upper[column] = float(low), float(high)
        core.infeasible |= low > high and not are_near(low, high, 1e-6)
    return changed


def drop_empty(core: System) -> bool:
    """Drop rows without terms."""
    kept = []
    for row in core.rows:
        impossible = not row.terms and (row.lower > 1e-6 or row.upper < -1e-6)
        core.infeasible |= impossible and row.rest is None
        if row.terms or row.rest is not None or impossible:
            kept.append(row)
    changed = len(kept) < len(core.rows)
    core.rows = kept
    return changed


def rows_to_bounds(core: System) -> bool:
    """Turn rows with one variable into bounds."""
    kept = []
    for row in core.rows:
        if len(row.terms) != 1 or row.rest is not None:
            kept.append(row)
            continue
        ((column, value),) = row.terms.items()
        low, high = sorted((row.lower / value, row.upper / value))
        core.lower[column] = max(core.lower[column], low)
        core.upper[column] = min(core.upper[column], high)
    changed = len(kept) < len(core.rows)
    core.rows = kept
    return changed and (round_bounds(core) or True)


def substitute_fixed(core: System) -> bool:
    """Put in the value of fixed variables."""
    known = {}
    for column in core.alive - core.pinned:
        low, high = core.lower[column], core.upper[column]
        if are_near(low, high, 1e-12):
            known[column] = Affine(low)
    substitute(core, known)
    return bool(known)


def merge_parallel(core: System) -> bool:
    """Keep one of the rows that differ only by a factor, with the tighter of their sides."""
    kept: dict[tuple[tuple[int, float], ...], Row] = {}
    others = []
    for row in core.rows:
        if row.rest is not None or not row.terms:
            others.append(row)
            continue
        factor, key = _direction(row.terms)
        first = kept.get(key)
        if first is None:
            kept[key] = row
            continue
        ratio = _direction(first.terms)[0] / factor
        low, high = sorted((row.lower * ratio, row.upper * ratio))
        first.lower, first.upper = max(first.lower, low), min(first.upper, high)
        if are_near(first.lower, first.upper, 1e-11):
            first.lower = first.upper
        elif first.lower > first.upper:
            core.infeasible |= not are_near(first.lower, first.upper, 1e-6)
    changed = len(kept) + len(others) < len(core.rows)
    if changed:
        core.rows = [*kept.values(), *others]
    return changed


def _direction(terms: Terms) -> tuple[float, tuple[tuple[int, float], ...]]:
    first = min(terms)
    largest = max(map(abs, terms.values()))
    factor = math.copysign(largest, terms[first])
    return factor, tuple((c, float(f"{terms[c] / factor:.11e}")) for c in sorted(terms))


def drop_implied(core: System) -> bool:
    """Drop the sides of rows that the variables' bounds imply."""
    changed, kept = False, []
    for row in core.rows:
        if row.rest is None:
            low, high = activity(core, row.terms)
            core.infeasible |= low > row.upper + 1e-6 * max(1.0, abs(row.upper))
            core.infeasible |= high < row.lower - 1e-6 * max(1.0, abs(row.lower))
            if not row.is_equation or low >= high:
                changed |= _drop_sides(row, low, high)
        if row.lower > -INFINITY or row.upper < INFINITY:
            kept.append(row)
    core.rows = kept
    return changed


def _drop_sides(row: Row, low: float, high: float) -> bool:
    changed = False
    if row.lower > -INFINITY and low >= row.lower - 1e-10 * max(1.0, abs(row.lower)):
        row.lower, changed = -INFINITY, True
    if row.upper < INFINITY and high <= row.upper + 1e-10 * max(1.0, abs(row.upper)):
        row.upper, changed = INFINITY, True
    return changed


def find_whole(core: System) -> bool:
    """Mark continuous variables that an equation makes whole."""
    changed = False
    for row in core.rows:
        if not row.is_equation or row.rest is not None:
            continue
        loose = [column for column in row.terms if not core.integer[column]]
        if len(loose) != 1:
            continue
        factor = row.terms[loose[0]]
        ratios = [value / factor for column, value in row.terms.items() if column != loose[0]]
        if all(map(is_whole, [*ratios, row.lower / factor])):
            core.integer[loose[0]] = changed = True
    return changed and (round_bounds(core) or True)


def tighten_whole_rows(core: System) -> bool:
    """Divide rows of integers by their common divisor and round the sides inwards."""
    changed = False
    for row in core.rows:
        if row.rest is not None or not row.terms:
            continue
        divisor = _common_divisor(core, row.terms)
        if divisor is None:
            continue
        row.terms = {c: float(round(value / divisor)) for c, value in row.terms.items()}
        low, high = row.lower / divisor, row.upper / divisor
        if not math.isinf(low):
            low = math.ceil(low - 1e-9 * max(1.0, abs(low)))
        if not math.isinf(high):
            high = math.floor(high + 1e-9 * max(1.0, abs(high)))
        changed |= (low, high) != (row.lower / divisor, row.upper / divisor)
        core.infeasible |= low > high
        row.lower, row.upper = float(low), float(high)
    return changed


def _common_divisor(core: System, terms: Terms) -> float | None:
    if not all(core.integer[column] for column in terms):
        return None
    smallest = min(map(abs, terms.values()))
    for power in range(7):
        factor = 10.0**power
        scaled = [value * factor for value in terms.values()]
        if all(map(is_whole, scaled)) and max(map(abs, scaled)) < 1e9:
            return math.gcd(*(abs(round(value)) for value in scaled)) / factor
    ratios = [value / smallest for value in terms.values()]
    return smallest if all(map(is_whole, ratios)) else None


STEPS: Final[tuple[Callable[[System], bool], ...]] = (
    drop_empty,
    rows_to_bounds,
    substitute_fixed,
    find_whole,
    merge_parallel,
    drop_implied,
    solve_for_defined,
)
TIDY_STEPS: Final = (drop_empty, rows_to_bounds, find_whole, merge_parallel, drop_implied)
