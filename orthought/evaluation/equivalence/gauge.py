"""Units, directions and zero points: which multiple of which variable a pair stands for.

A pair x, y of corresponding variables may be related by y = factor * x + shift. The factors are
read off the objective and spread over rows that both sides have; the shifts follow from the bounds.
Nothing here is proven; the proof comes after.
"""

from __future__ import annotations

from orthought.evaluation.equivalence.isomorphism import Pairs
from orthought.evaluation.equivalence.proof import Map
from orthought.evaluation.equivalence.system import INFINITY, Affine, System, Terms

Factors = dict[int, float]


def plain_maps(pairs: Pairs) -> tuple[Map, Map]:
    """Return the second's variables by the first's and the other way round, one to one."""
    forth = {other: Affine(0.0, {column: 1.0}) for column, other in pairs.items()}
    back = {column: Affine(0.0, {other: 1.0}) for column, other in pairs.items()}
    return forth, back


def gauged_maps(
    first: System, second: System, pairs: Pairs, scale: float = 1.0
) -> tuple[Map, Map] | None:
    """Return the maps with factors and shifts, None where these are ones and zeros.

    Args:
        first: the one system.
        second: the other.
        pairs: which variable is which.
        scale: second objective over first objective.
    """
    factors = _factors(first, second, pairs, scale)
    forth: Map = {}
    back: Map = {}
    for column, other in pairs.items():
        factor = factors.get(column, 1.0)
        if first.integer[column] and second.integer[other]:
            factor = 1.0 if factor > 0 else -1.0
        shift = _shift(first, second, column, other, factor)
        forth[other] = Affine(shift, {column: factor})
        back[column] = Affine(-shift / factor, {other: 1.0 / factor})
    moved = any(e.constant or list(e.terms.values()) != [1.0] for e in forth.values())
    return (forth, back) if moved else None


def _factors(first: System, second: System, pairs: Pairs, scale: float) -> Factors:
    """Return factors with second's value = factor * first's value, where they can be told."""
    found: Factors = {}
    for column, other in pairs.items():
        mine, theirs = first.cost.get(column, 0.0), second.cost.get(other, 0.0)
        if mine and theirs:
            found[column] = scale * mine / theirs
    rows = _matched_rows(first, second, pairs)
    while True:
        size = len(found)
        for terms, others in rows:
            _spread(terms, others, pairs, found)
        if len(found) == len(pairs) or len(found) == size:
            fresh = next((c for c in pairs if c not in found), None)
            if fresh is None:
                return found
            found[fresh] = _by_width(first, second, fresh, pairs[fresh])


def _spread(mine: Terms, theirs: Terms, pairs: Pairs, found: Factors) -> None:
    """A row says the same on both sides: its coefficients times the factors are proportional."""
    known = next((c for c in mine if c in found), None)
    if known is None:
        return
    ratio = theirs[pairs[known]] * found[known] / mine[known]
    for column, value in mine.items():
        if column not in found:
            found[column] = ratio * value / theirs[pairs[column]]


def _matched_rows(first: System, second: System, pairs: Pairs) -> list[tuple[Terms, Terms]]:
    """Return rows over the same variables where there is one such row on each side."""
    theirs: dict[frozenset[int], list[Terms]] = {}
    for row in second.rows:
        theirs.setdefault(frozenset(row.terms), []).append(row.terms)
    mine: dict[frozenset[int], list[Terms]] = {}
    for row in first.rows:
        if row.terms.keys() <= pairs.keys():
            mine.setdefault(frozenset(pairs[c] for c in row.terms), []).append(row.terms)
    return [
        (rows[0], theirs[key][0])
        for key, rows in mine.items()
        if len(rows) == 1 and len(theirs.get(key, ())) == 1
    ]


def _by_width(first: System, second: System, column: int, other: int) -> float:
    widths = (
        first.upper[column] - first.lower[column],
        second.upper[other] - second.lower[other],
    )
    if any(width == INFINITY or width <= 0 for width in widths):
        return 1.0
    return widths[1] / widths[0]


def _shift(first: System, second: System, column: int, other: int, factor: float) -> float:
    mine = factor * first.lower[column], factor * first.upper[column]
    low, high = min(mine), max(mine)
    if abs(low) < INFINITY and abs(second.lower[other]) < INFINITY:
        return second.lower[other] - low
    if abs(high) < INFINITY and abs(second.upper[other]) < INFINITY:
        return second.upper[other] - high
    return 0.0
