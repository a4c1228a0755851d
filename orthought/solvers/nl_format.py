"""The text form of AMPL's .nl: everything but indicators.

After D. M. Gay, "Writing .nl Files", Sandia report 2005-7907P. Every column that appears in a
curved term counts as nonlinear in rows and objective both, which the format permits and which
leaves one order of columns: curved continuous, curved integer, then linear continuous, binary,
integer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from orthought.errors import InputError
from orthought.instance import BINARY, CONTINUOUS, OBJECTIVE_ROW, Instance, Operator
from orthought.solvers.nl_order import column_order, curved_columns, curved_rows, row_order

MAX_TREE: Final = 30
"""A node with several uses and a larger tree becomes a defined variable."""

_UNARY: Final = {
    Operator.NEGATE: 16,
    Operator.EXP: 44,
    Operator.LOG: 43,
    Operator.LOG10: 42,
    Operator.SQRT: 39,
    Operator.ABS: 15,
    Operator.SIN: 41,
    Operator.COS: 46,
    Operator.TAN: 38,
    Operator.ASIN: 51,
    Operator.ACOS: 53,
    Operator.ATAN: 49,
    Operator.SINH: 40,
    Operator.COSH: 45,
    Operator.TANH: 37,
    Operator.ASINH: 50,
    Operator.ACOSH: 52,
    Operator.ATANH: 47,
}
_BINARY: Final = {Operator.DIVIDE: 3, Operator.POWER: 5}
_CODES: Final = {int(key): code for key, code in (_UNARY | _BINARY).items()}
PLUS, TIMES, SUM = 0, 2, 54


def nl_lines(instance: Instance) -> Iterator[str]:
    """Yield the lines of a text .nl file.

    Raises:
        InputError: the instance has indicators, or a column in two ordered sets.
    """
    if instance.indicators:
        raise InputError(".nl carries no indicators here", fix="export to .mps where it is linear")
    yield from _Writer(instance).lines()


class _Writer:
    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._columns, self._rows = column_order(instance), row_order(instance)
        self._place = np.empty(instance.variable_count, np.int64)
        self._place[self._columns] = np.arange(instance.variable_count)
        self._roots = dict(
            zip(instance.nonlinear_rows.tolist(), instance.nonlinear_roots.tolist(), strict=True)
        )
        # By row once, because looking for each row's terms in all of them is quadratic.
        self._quadratic: dict[int, list[int]] = {}
        for index, row in enumerate(instance.quadratic_rows.tolist()):
            self._quadratic.setdefault(row, []).append(index)
        self._graph = instance.graph
        self._starts: list[int] = instance.graph.starts.tolist()
        self._arguments: list[int] = instance.graph.arguments.tolist()
        self._operators: list[int] = instance.graph.operators.tolist()
        self._defined = self._find_defined()

    def lines(self) -> Iterator[str]:
        yield from self._header()
        yield from self._sets()
        yield from self._defined_variables()
        for place, row in enumerate(self._rows):
            yield f"C{place}"
            yield from self._curved_part(row, 0.0)
        yield f"O0 {int(self._instance.sense == 'maximize')}"
        yield from self._curved_part(OBJECTIVE_ROW, self._instance.objective_constant)
        if self._rows:
            yield "r"
            yield from self._sides(self._instance.row_lower, self._instance.row_upper, self._rows)
        if self._columns:
            yield "b"
            yield from self._sides(self._instance.lower, self._instance.upper, self._columns)
        yield from self._linear_part()

    def _header(self) -> Iterator[str]:
        instance, n, m = self._instance, len(self._columns), len(self._rows)
        low, high = instance.row_lower, instance.row_upper
        equations = int((low == high).sum())
        ranges = int((np.isfinite(low) & np.isfinite(high) & (low != high)).sum())
        curved, kinds = curved_columns(instance), instance.kinds
        c = int(curved.sum())
        curved_integers = int((curved & (kinds != CONTINUOUS)).sum())
        binaries = int((~curved & (kinds == BINARY)).sum())
        integers = int((~curved & (kinds != CONTINUOUS)).sum()) - binaries
        objective = OBJECTIVE_ROW in self._roots or (instance.quadratic_rows == -1).any()
        yield "g3 1 1 0"
        yield f" {n} {m} 1 {ranges} {equations} 0"
        yield f" {int(curved_rows(instance).sum())} {int(objective)}"
        yield " 0 0"
        yield f" {c} {c} {c}"
        yield " 0 0 0 1"
        yield f" {binaries} {integers} {curved_integers} 0 0"
        yield f" {sum(map(len, self._pattern))} {len(self._gradient)}"
        yield " 0 0"
        yield f" {len(self._defined)} 0 0 0 0"

    @property
    def _gradient(self) -> dict[int, float]:
        """Return the objective's entries by column, curved columns with zeros too."""
        found = {int(k): 0.0 for k in self._columns_of(OBJECTIVE_ROW)}
        for column in np.flatnonzero(self._instance.objective).tolist():
            found[column] = float(self._instance.objective[column])
        return found

    @property
    def _pattern(self) -> list[dict[int, float]]:
        """Return every row's entries by column in the file's order of rows."""
        if not hasattr(self, "_pattern_cache"):
            self._pattern_cache = [self._entries(row) for row in self._rows]
        return self._pattern_cache

    def _entries(self, row: int) -> dict[int, float]:
        instance = self._instance
        part = slice(int(instance.row_starts[row]), int(instance.row_starts[row + 1]))
        found = dict.fromkeys(self._columns_of(row), 0.0)
        for column, value in zip(
            instance.row_columns[part].tolist(), instance.row_values[part].tolist(), strict=True
        ):
            found[column] = found.get(column, 0.0) + value
        return found

    def _columns_of(self, row: int) -> list[int]:
        """Return the columns in the curved terms of a row."""
        mine = self._quadratic.get(row, [])
        found = set(self._instance.quadratic_first[mine].tolist())
        found |= set(self._instance.quadratic_second[mine].tolist())
        seen: set[int] = set()
        waiting = [self._roots[row]] if row in self._roots else []
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            children = self._children(node)
            if self._operators[node] == Operator.VARIABLE:
                found.update(children)
            else:
                waiting += children
        return sorted(found)

    def _children(self, node: int) -> list[int]:
        return self._arguments[self._starts[node] : self._starts[node + 1]]

    def _find_defined(self) -> dict[int, int]:
        """Number the shared large nodes, in topological order, from the number of columns on."""
        uses = [0] * len(self._operators)
        sizes = [1] * len(self._operators)
        for root in self._roots.values():
            uses[root] += 1
        for node, operator in enumerate(self._operators):
            if operator != Operator.VARIABLE:
                for child in self._children(node):
                    uses[child] += 1
                    sizes[node] = min(sizes[node] + sizes[child], 10**9)
        shared = [k for k in range(len(uses)) if uses[k] > 1 and sizes[k] > MAX_TREE]
        first = len(self._columns)
        return {node: first + number for number, node in enumerate(shared)}

    def _defined_variables(self) -> Iterator[str]:
        for node, number in self._defined.items():
            yield f"V{number} 0 0"
            yield from self._tree(node, definition=True)

    def _curved_part(self, row: int, constant: float) -> Iterator[str]:
        """Yield the sum of constant, quadratic terms and expression of a row."""
        instance = self._instance
        terms: list[list[str]] = [[f"n{constant!r}"]] if constant else []
        for index in self._quadratic.get(row, ()):
            first = self._place[instance.quadratic_first[index]]
            second = self._place[instance.quadratic_second[index]]
            product = ["o5", f"v{first}", "n2"] if first == second else None
            product = product or [f"o{TIMES}", f"v{first}", f"v{second}"]
            terms.append([f"o{TIMES}", f"n{float(instance.quadratic_values[index])!r}", *product])
        if row in self._roots:
            terms.append(list(self._tree(self._roots[row])))
        if not terms:
            yield "n0"
            return
        yield from _sum_head(len(terms))
        for term in terms:
            yield from term

    def _tree(self, root: int, *, definition: bool = False) -> Iterator[str]:
        """Yield an expression in prefix order, without recursion."""
        waiting: list[int | str] = [root]
        first = definition
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                yield item
                continue
            if item in self._defined and not first:
                yield f"v{self._defined[item]}"
                continue
            first = False
            yield from self._node(item, waiting)

    def _node(self, node: int, waiting: list[int | str]) -> Iterator[str]:
        operator, children = self._operators[node], self._children(node)
        if operator == Operator.CONSTANT:
            yield f"n{float(self._graph.constants[node])!r}"
            return
        if operator == Operator.VARIABLE:
            yield f"v{self._place[children[0]]}"
            return
        if operator == Operator.ADD:
            yield from _sum_head(len(children))
        elif operator == Operator.MULTIPLY:
            # Products have two factors here: all heads first, then the factors.
            yield from [f"o{TIMES}"] * (len(children) - 1)
        else:
            yield f"o{_CODES[operator]}"
        waiting += reversed(children)

    def _sides(self, lower: Any, upper: Any, order: list[int]) -> Iterator[str]:
        low, high = lower.tolist(), upper.tolist()
        for k in order:
            if low[k] == high[k]:
                yield f"4 {low[k]!r}"
            elif low[k] == -np.inf:
                yield "3" if high[k] == np.inf else f"1 {high[k]!r}"
            else:
                yield f"2 {low[k]!r}" if high[k] == np.inf else f"0 {low[k]!r} {high[k]!r}"

    def _linear_part(self) -> Iterator[str]:
        n = len(self._columns)
        counts = np.zeros(n, np.int64)
        for entries in self._pattern:
            counts[self._place[list(entries)]] += 1
        if n and self._rows:
            yield f"k{n - 1}"
            yield from map(str, np.cumsum(counts)[:-1].tolist())
        for place, entries in enumerate(self._pattern):
            if entries:
                yield f"J{place} {len(entries)}"
                yield from self._pairs(entries)
        if self._gradient:
            yield f"G0 {len(self._gradient)}"
            yield from self._pairs(self._gradient)

    def _pairs(self, entries: dict[int, float]) -> Iterator[str]:
        placed = sorted((int(self._place[column]), value) for column, value in entries.items())
        return (f"{place} {value!r}" for place, value in placed)

    def _sets(self) -> Iterator[str]:
        """Yield the suffixes of ordered sets: positive numbers are level 1, negative level 2."""
        numbers: dict[int, int] = {}
        weights: dict[int, float] = {}
        for number, ordered in enumerate(self._instance.special_ordered_sets, start=1):
            for column, weight in zip(ordered.columns, ordered.weights, strict=True):
                place = int(self._place[column])
                if place in numbers:
                    raise InputError(
                        ".nl carries a column in one ordered set only", fix="export to .mps"
                    )
                numbers[place] = number if ordered.level == 1 else -number
                weights[place] = weight
        if numbers:
            yield f"S0 {len(numbers)} sosno"
            yield from (f"{place} {number}" for place, number in sorted(numbers.items()))
            yield f"S4 {len(weights)} ref"
            yield from (f"{place} {weight!r}" for place, weight in sorted(weights.items()))


def _sum_head(count: int) -> Iterator[str]:
    if count == 2:
        yield f"o{PLUS}"
    elif count > 2:
        yield from (f"o{SUM}", str(count))
