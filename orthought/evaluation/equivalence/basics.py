"""What reductions and proofs need of a system: substitution, activity, whole numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from orthought.evaluation.equivalence.system import Affine, Row, System, Terms

WHOLE: Final = 1e-9
"""How far from a whole number a coefficient may be, relative."""


def is_whole(value: float) -> bool:
    """Whether a number is whole up to rounding."""
    return abs(value - round(value)) <= min(1e-6, WHOLE * max(1.0, abs(value)))


def activity(core: System, terms: Terms) -> tuple[float, float]:
    """Return the smallest and largest value that the bounds leave to an expression."""
    low = high = 0.0
    for column, value in terms.items():
        ends = value * core.lower[column], value * core.upper[column]
        low, high = low + min(ends), high + max(ends)
    return low, high


def substitute(core: System, known: dict[int, Affine], rows: Iterable[Row] | None = None) -> None:
    """Put expressions in the place of variables: in rows (all by default), costs, definitions."""
    if not known:
        return
    for row in core.rows if rows is None else rows:
        put_in(row, known)
    _put_in_cost(core, known)
    for column, expression in core.defined.items():
        if not known.keys().isdisjoint(expression.terms):
            core.defined[column] = expression.with_replaced(known)
    core.defined.update(known)
    core.alive -= known.keys()


def _put_in_cost(core: System, known: dict[int, Affine]) -> None:
    """Only what changes is touched: objectives are long and variables put in one by one."""
    taken = {column: core.cost.pop(column) for column in known if column in core.cost}
    for column, value in taken.items():
        core.constant += value * known[column].constant
        for other, factor in known[column].terms.items():
            before, part = core.cost.get(other, 0.0), value * factor
            total = before + part
            if abs(total) > 1e-12 * max(abs(before), abs(part)):
                core.cost[other] = total
            else:
                core.cost.pop(other, None)


def put_in(row: Row, known: dict[int, Affine]) -> None:
    """Put expressions in the place of variables in one row."""
    if not known.keys().isdisjoint(row.terms):
        filled = Affine(0.0, row.terms).with_replaced(known)
        row.terms = filled.terms
        row.lower, row.upper = row.lower - filled.constant, row.upper - filled.constant
