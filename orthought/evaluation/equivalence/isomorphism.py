"""Coloured refinement and exact isomorphism of two systems, with a budget of nodes.

Variables and rows are the two kinds of vertices of a graph whose edges are coefficients. Colours
are refined until they are stable (the one-dimensional Weisfeiler-Leman refinement); where they
leave a choice one variable is singled out and all candidates on the other side are tried
(individualisation and refinement, as McKay and Piperno, Practical graph isomorphism II, describe
it). Whatever comes out is checked row by row, so a found map is a proof.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from orthought.evaluation.equivalence.keys import (
    Interner,
    ScaledRow,
    Trees,
    objective_scale,
    ordered_keys,
    rest_key,
    rounded,
    scaled_row,
    side,
)
from orthought.evaluation.equivalence.region import Clock
from orthought.evaluation.equivalence.system import System

Colours = dict[int, int]
Pairs = dict[int, int]
"""Variables of the first system to variables of the second."""


@dataclass
class Side:
    """One of the two systems, made ready."""

    system: System
    intern: Interner
    rows: list[ScaledRow] = field(init=False)
    trees: Trees = field(init=False)
    scale: float = field(init=False)

    def __post_init__(self) -> None:
        self.rows = [scaled_row(row) for row in self.system.rows]
        self.trees = Trees(self.system.instance.graph, self.intern)
        self.scale = objective_scale(self.system)

    def start(self) -> Colours:
        """Colour the variables by cost, kind and bounds."""
        system = self.system
        return {
            column: self.intern(
                (
                    "start",
                    rounded(system.cost.get(column, 0.0) / self.scale),
                    system.integer[column],
                    side(system.lower[column]),
                    side(system.upper[column]),
                )
            )
            for column in system.columns
        }

    def signature_of(self, row: ScaledRow, colours: Colours) -> tuple[int, int]:
        """Return the row's colour and the sign under which it was taken."""
        key, sign = row.signature(colours, self.trees)
        return self.intern(("row", key)), sign

    def refined(
        self,
        colours: Colours,
        only: set[int] | None = None,
        signatures: list[tuple[int, int]] | None = None,
    ) -> Colours:
        """Colour every variable by its own colour and those of the rows that it is in.

        Args:
            colours: those so far.
            only: colours of the rows that count; all where None.
            signatures: those of the rows, where they are known already.
        """
        seen: dict[int, list[tuple[int, float]]] = {column: [] for column in colours}
        signatures = signatures or [self.signature_of(row, colours) for row in self.rows]
        for row, (number, sign) in zip(self.rows, signatures, strict=True):
            if only is not None and number not in only:
                continue
            for column, value in row.terms:
                part = abs(value) if sign == 0 else sign * value
                seen[column].append((number, rounded(part)))
            if row.rest is not None:
                for column in row.rest.columns(self.system.instance.graph):
                    seen[column].append((number, 0.0))
        for column in self._cost_columns():
            seen[column].append((self._cost_key(colours), 0.0))
        for ordered, key in zip(
            self.system.instance.special_ordered_sets,
            ordered_keys(self.system, colours),
            strict=True,
        ):
            for column in ordered.columns:
                seen[column].append((self.intern(("set", key)), 0.0))
        return {
            column: self.intern((colours[column], tuple(sorted(seen[column]))))
            for column in colours
        }

    def _cost_columns(self) -> set[int]:
        rest = self.system.cost_rest
        return rest.columns(self.system.instance.graph) if rest else set()

    def _cost_key(self, colours: Colours) -> int:
        rest = self.system.cost_rest
        assert rest is not None
        return self.intern(("cost", rest_key(rest, colours, self.trees, 1.0 / self.scale)))

    def whole(self, colours: Colours) -> Hashable:
        """Return everything that the system says, under names of its variables."""
        rows = Counter(self.intern(row.signature(colours, self.trees)[0]) for row in self.rows)
        sets = Counter(ordered_keys(self.system, colours))
        cost = self._cost_key(colours) if self.system.cost_rest else None
        start = {colours[column]: number for column, number in self.start().items()}
        return (
            frozenset(start.items()),
            frozenset(rows.items()),
            frozenset(sets.items()),
            cost,
        )


@dataclass
class Search:
    """The search for an isomorphism of two systems up to a factor of the objective."""

    first: Side
    second: Side
    clock: Clock
    nodes: int

    def run(self) -> Pairs | None:
        """Return the first isomorphism found, None where there is none or the budget ends."""
        if len(self.first.system.alive) != len(self.second.system.alive):
            return None
        if len(self.first.rows) != len(self.second.rows):
            return None
        colours = self.stable(self.first.start(), self.second.start())
        return self._branch(*colours) if colours else None

    def stable(self, one: Colours, two: Colours) -> tuple[Colours, Colours] | None:
        """Refine both until no class splits; None where their classes differ."""
        count = len(set(one.values()))
        while True:
            if Counter(one.values()) != Counter(two.values()):
                return None
            if count == len(one) or self.clock.is_over:
                return one, two
            one, two = self.first.refined(one), self.second.refined(two)
            fresh = len(set(one.values()))
            if fresh == count and Counter(one.values()) == Counter(two.values()):
                return one, two
            count = fresh

    def _branch(self, one: Colours, two: Colours) -> Pairs | None:
        self.nodes -= 1
        if self.nodes < 0 or self.clock.is_over:
            return None
        classes = group(one)
        open_classes = [members for members in classes.values() if len(members) > 1]
        if not open_classes:
            other = {colour: column for column, colour in two.items()}
            pairs = {column: other[colour] for column, colour in one.items()}
            return pairs if self.holds(pairs) else None
        members = min(open_classes, key=lambda found: (len(found), found))
        for colours in self._singled(one, two, members[0]):
            found = self._branch(*colours)
            if found is not None or self.nodes < 0:
                return found
        return None

    def _singled(
        self, one: Colours, two: Colours, column: int
    ) -> Iterator[tuple[Colours, Colours]]:
        colour = one[column]
        fresh = self.first.intern(("single", colour, len(self.first.intern.numbers)))
        candidates = [other for other, found in two.items() if found == colour]
        name = self.first.system.names[column]
        # Equal names first, then the same place in the order.
        candidates.sort(key=lambda other: self.second.system.names[other] != name)
        for other in candidates:
            colours = self.stable({**one, column: fresh}, {**two, other: fresh})
            if colours is not None:
                yield colours

    def holds(self, pairs: Pairs) -> bool:
        """Whether the two systems are the same under the map, row by row."""
        return is_isomorphism(self.first, self.second, pairs)


def is_isomorphism(first: Side, second: Side, pairs: Pairs) -> bool:
    """Whether two systems are the same under the map, up to a factor of the objective."""
    one = {column: number for number, column in enumerate(sorted(pairs))}
    two = {pairs[column]: number for column, number in one.items()}
    if len(two) != len(one) or set(one) != first.system.alive or set(two) != second.system.alive:
        return False
    return first.whole(one) == second.whole(two)


def group(colours: Colours) -> dict[int, list[int]]:
    """Return the members of each colour."""
    classes: dict[int, list[int]] = {}
    for column, colour in colours.items():
        classes.setdefault(colour, []).append(column)
    return classes


def sides(first: System, second: System) -> tuple[Side, Side]:
    """Make two systems ready with one common interner."""
    intern = Interner()
    return Side(first, intern), Side(second, intern)


def isomorphism(first: System, second: System, clock: Clock, nodes: int) -> Pairs | None:
    """Return an isomorphism of two systems up to a positive factor of the objective.

    Names and order are tried first, then the search.
    """
    one, two = sides(first, second)
    for pairs in obvious_pairs(first, second):
        if is_isomorphism(one, two, pairs):
            return pairs
    return Search(one, two, clock, nodes).run()


def obvious_pairs(first: System, second: System) -> Iterator[Pairs]:
    """Yield the maps by equal names and by order."""
    if len(first.alive) != len(second.alive):
        return
    places = {second.names[column]: column for column in second.columns}
    named = {column: places.get(first.names[column], -1) for column in first.columns}
    if -1 not in named.values() and len(set(named.values())) == len(named):
        yield named
    in_order = dict(zip(first.columns, second.columns, strict=True))
    if in_order != named:
        yield in_order
