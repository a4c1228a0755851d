"""Variables that an equation defines, put in terms of the others."""

from __future__ import annotations

from typing import Final

from orthought.evaluation.equivalence.basics import activity, is_whole, put_in, substitute
from orthought.evaluation.equivalence.keys import rounded
from orthought.evaluation.equivalence.system import INFINITY, Affine, Row, System

SMALL_PIVOT: Final = 1e-5
"""An equation is not solved for a variable with so small a coefficient, relative to the largest."""
FILL: Final = 3000
"""Nonzeros that putting in one defined variable may add."""


class RowIndex:
    """Which rows hold which variable, kept up to date while variables are put in."""

    def __init__(self, core: System) -> None:
        self.core = core
        self._rows: dict[int, dict[int, Row]] = {column: {} for column in core.alive}
        for row in core.rows:
            self._add(row)

    def count(self, column: int) -> int:
        """Return the number of rows that hold the variable."""
        return len(self._rows[column])

    def eliminate(self, row: Row, column: int) -> None:
        """Solve an equation for a variable and put that in its place; its bounds stay as a row."""
        core, factor = self.core, row.terms[column]
        terms = {c: -value / factor for c, value in row.terms.items() if c != column}
        expression = Affine(row.lower / factor, terms)
        low, high = core.lower[column], core.upper[column]
        self._remove(row)
        for other in list(self._rows[column].values()):
            self._remove(other)
            put_in(other, {column: expression})
            self._add(other)
        substitute(core, {column: expression}, rows=())
        if low > -INFINITY or high < INFINITY:
            # The equation's own place in the list stays that of the row of bounds.
            row.terms = terms
            row.lower, row.upper = low - expression.constant, high - expression.constant
            self._add(row)
        else:
            row.terms, row.lower, row.upper = {}, -INFINITY, INFINITY

    def _add(self, row: Row) -> None:
        for column in row.terms:
            self._rows[column][id(row)] = row

    def _remove(self, row: Row) -> None:
        for column in row.terms:
            del self._rows[column][id(row)]


def solve_for_defined(core: System) -> bool:
    """Eliminate variables that an equation defines: slacks, totals, other names of a sum.

    A variable qualifies where no bound of its own is lost (bounds become sides of a row) and, if
    it is an integer, where the equation makes it whole by itself.
    """
    changed, index = False, RowIndex(core)
    for row in core.rows:
        if not row.is_equation or row.rest is not None or len(row.terms) < 2:
            continue
        column = _defined_by(core, row, index)
        if column is not None:
            index.eliminate(row, column)
            changed = True
    core.rows = [row for row in core.rows if not row.is_void]
    return changed


def is_solvable(core: System, row: Row, column: int) -> bool:
    """Whether solving the equation for the variable loses no integrality and is stable."""
    largest = max(map(abs, row.terms.values()))
    if column in core.pinned or abs(row.terms[column]) < SMALL_PIVOT * largest:
        return False
    if not core.integer[column]:
        return True
    factor = row.terms[column]
    if not all(core.integer[other] for other in row.terms):
        return False
    return all(map(is_whole, [value / factor for value in (*row.terms.values(), row.lower)]))


def _defined_by(core: System, row: Row, index: RowIndex) -> int | None:
    single = [
        column
        for column in row.terms
        if (index.count(column) == 1 or _is_free(core, row, column))
        and (index.count(column) - 1) * (len(row.terms) - 1) <= FILL
        and is_solvable(core, row, column)
    ]
    # The choice must not hang on order or unit: what has no bounds first, then what is in few rows,
    # then by cost for each unit of the row (slacks have none), the dearest last.
    single.sort(
        key=lambda c: (
            core.lower[c] > -INFINITY or core.upper[c] < INFINITY,
            index.count(c),
            core.integer[c],
            rounded(abs(core.cost.get(c, 0.0) / row.terms[c])),
            -c,
        )
    )
    return single[0] if single else None


def _is_free(core: System, row: Row, column: int) -> bool:
    """Whether the bounds of the variable follow from the equation and the others' bounds."""
    low, high = core.lower[column], core.upper[column]
    if low == -INFINITY and high == INFINITY:
        return True
    factor = row.terms[column]
    others = {c: -value / factor for c, value in row.terms.items() if c != column}
    least, most = activity(core, others)
    least, most = least + row.lower / factor, most + row.lower / factor
    return least >= low - 1e-9 * max(1.0, abs(low)) and most <= high + 1e-9 * max(1.0, abs(high))
