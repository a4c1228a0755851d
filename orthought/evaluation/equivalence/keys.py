"""Numbers and rows as keys that can be compared: scaled, signed and rounded in one way."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from orthought.evaluation.equivalence.system import INFINITY, Rest, Row, System
from orthought.instance import NARY, ExpressionGraph, Operator

DIGITS = 9


def rounded(value: float) -> float:
    """Round to nine significant digits."""
    if value == 0 or math.isinf(value):
        return value + 0.0
    return float(f"{value:.{DIGITS - 1}e}")


@dataclass
class Interner:
    """Gives equal keys equal numbers; one is shared by the two systems that are compared."""

    numbers: dict[Hashable, int] = field(default_factory=dict)

    def __call__(self, key: Hashable) -> int:
        return self.numbers.setdefault(key, len(self.numbers))


@dataclass(frozen=True)
class ScaledRow:
    """A row divided by its largest coefficient; the sign is still free."""

    terms: tuple[tuple[int, float], ...]
    lower: float
    upper: float
    rest: Rest | None
    scale: float

    def signature(self, colours: dict[int, int], trees: Trees) -> tuple[Hashable, int]:
        """Return the key of the row under the colours, and the sign under which it was taken.

        Of the row and its negation the smaller key is taken; sign 0: both are the same.
        """
        plain = self._key(colours, 1.0)
        if self.rest is not None and self.rest.root >= 0:
            return (*plain, self._rest_key(colours, trees, 1.0)), 1
        turned = self._key(colours, -1.0)
        rest = self._rest_key(colours, trees, 1.0), self._rest_key(colours, trees, -1.0)
        first, second = (*plain, rest[0]), (*turned, rest[1])
        if first == second:
            return first, 0
        return (first, 1) if first < second else (second, -1)

    def _key(self, colours: dict[int, int], sign: float) -> tuple[Hashable, ...]:
        terms = tuple(sorted((rounded(sign * value), colours[c]) for c, value in self.terms))
        sides = (self.lower, self.upper) if sign > 0 else (-self.upper, -self.lower)
        return (terms, rounded(sides[0]), rounded(sides[1]))

    def _rest_key(
        self, colours: dict[int, int], trees: Trees, sign: float
    ) -> tuple[tuple[object, ...], ...]:
        if self.rest is None:
            return ()
        factor = sign * self.scale
        return rest_key(self.rest, colours, trees, factor)


def rest_key(
    rest: Rest, colours: dict[int, int], trees: Trees, factor: float
) -> tuple[tuple[object, ...], ...]:
    """Return the key of what is not linear."""
    squares = tuple(
        sorted(
            (rounded(factor * value), *sorted((colours[first], colours[second])))
            for first, second, value in rest.quadratic
        )
    )
    tree = (trees.key(rest.root, colours),) if rest.root >= 0 else ()
    switch = (colours[rest.switch[0]], rest.switch[1]) if rest.switch else ()
    return squares, tree, switch


@dataclass
class Trees:
    """Keys of the expression graph of one system."""

    graph: ExpressionGraph
    intern: Interner

    def key(self, root: int, colours: dict[int, int]) -> int:
        """Return a number that equal expressions share; sums and products have no order."""
        graph = self.graph
        known: dict[int, int] = {}
        for node in sorted(_below(graph, root)):
            operator = int(graph.operators[node])
            arguments = graph.arguments[graph.starts[node] : graph.starts[node + 1]].tolist()
            parts: list[float]
            if operator == Operator.VARIABLE:
                parts = [colours[arguments[0]]]
            elif operator == Operator.CONSTANT:
                parts = [rounded(float(graph.constants[node]))]
            else:
                parts = [known[argument] for argument in arguments]
                parts = sorted(parts) if operator in NARY else parts
            known[node] = self.intern(("tree", operator, *parts))
        return known[root]


def _below(graph: ExpressionGraph, root: int) -> set[int]:
    seen, waiting = {root}, [root]
    while waiting:
        node = waiting.pop()
        if graph.operators[node] == Operator.VARIABLE:
            continue
        for argument in graph.arguments[graph.starts[node] : graph.starts[node + 1]].tolist():
            if argument not in seen:
                seen.add(argument)
                waiting.append(argument)
    return seen


def scaled_row(row: Row) -> ScaledRow:
    """Divide a row by its largest coefficient (not where a nonlinear expression is in it)."""
    squares = [abs(value) for _, _, value in row.rest.quadratic] if row.rest else []
    largest = max([*map(abs, row.terms.values()), *squares], default=1.0)
    factor = 1.0 if row.rest is not None and row.rest.root >= 0 else 1.0 / largest
    terms = tuple((column, value * factor) for column, value in row.terms.items())
    return ScaledRow(terms, row.lower * factor, row.upper * factor, row.rest, factor)


def objective_scale(system: System) -> float:
    """Return the largest coefficient of the objective; 1 where there is none or a nonlinear one."""
    rest = system.cost_rest
    if rest is not None and rest.root >= 0:
        return 1.0
    squares = [abs(value) for _, _, value in rest.quadratic] if rest else []
    return max([*map(abs, system.cost.values()), *squares], default=1.0)


def side(value: float) -> float:
    """Return a bound as a key."""
    return value if abs(value) == INFINITY else rounded(value)


def ordered_keys(system: System, colours: dict[int, int]) -> Iterable[Hashable]:
    """Yield the special ordered sets under the colours; weights only say the order."""
    for ordered in system.instance.special_ordered_sets:
        order = sorted(range(len(ordered.columns)), key=lambda k: ordered.weights[k])
        members = [colours[ordered.columns[k]] for k in order]
        if ordered.level == 1:
            yield (1, tuple(sorted(members)))
        else:
            yield (2, min(tuple(members), tuple(reversed(members))))
