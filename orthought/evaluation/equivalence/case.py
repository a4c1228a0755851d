"""A comparison under way: the two systems, what is settled, and the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from orthought.evaluation.equivalence.isomorphism import Pairs
from orthought.evaluation.equivalence.normal import normal_form
from orthought.evaluation.equivalence.objective import Relation
from orthought.evaluation.equivalence.optimum import Answer, answer_of
from orthought.evaluation.equivalence.proof import Map, Source
from orthought.evaluation.equivalence.proposals import NamePairs
from orthought.evaluation.equivalence.reductions import reduce_system, tidy_system
from orthought.evaluation.equivalence.region import Clock
from orthought.evaluation.equivalence.result import CompareOptions, Verdict, Witness
from orthought.evaluation.equivalence.system import Affine, System
from orthought.instance import Instance

NEAR = 1e-9
"""Relative difference up to which a scale is one and an offset nothing."""


NORMAL_SECONDS = 2.0


@dataclass
class Case:
    """Two instances, everything that was worked out of them, and the verdicts so far."""

    first: Instance
    second: Instance
    options: CompareOptions
    clock: Clock
    meanings: Mapping[str, str]
    """Names of the first that mean what names of the second mean."""
    declared: bool
    """Whether the caller vouches for the meanings; else they are hints."""
    pair_names: NamePairs | None = None
    same: Verdict | None = None
    scaled: Verdict | None = None
    method: str = ""
    method_scaled: str = ""
    relation: Relation | None = None
    """In the instances' own senses."""
    witness: Witness | None = None
    maps: tuple[dict[str, str], dict[str, str]] | None = None
    worst: tuple[Answer, Answer] | None = None
    """Optima of the opposite sense, once they were asked for."""
    notes: list[str] = field(default_factory=list)
    _sources: dict[int, Source] = field(default_factory=dict)
    """By identity of the system, which each source keeps alive."""

    @property
    def is_settled(self) -> bool:
        return self.same is not None and self.scaled is not None

    @cached_property
    def same_names(self) -> bool:
        """Whether both instances name the same variables, so that neither has any of its own."""
        names = set(self.first.variable_names)
        whole = set(self.meanings) == names and set(self.meanings.values()) == set(
            self.second.variable_names
        )
        return whole and len(self.meanings) == len(names)

    @cached_property
    def raw(self) -> tuple[System, System]:
        return System.of(self.first), System.of(self.second)

    @cached_property
    def tidy(self) -> tuple[System, System]:
        """Bounds and rows made tidy; every variable is still there."""
        return tidy_system(self.raw[0]), tidy_system(self.raw[1])

    @cached_property
    def cores(self) -> tuple[System, System]:
        return reduce_system(self.raw[0]), reduce_system(self.raw[1])

    @cached_property
    def normal(self) -> tuple[System, System]:
        """The cores in normal form."""
        with self.clock.within(NORMAL_SECONDS) as clock:
            return normal_form(self.cores[0], clock), normal_form(self.cores[1], clock)

    @cached_property
    def answers(self) -> tuple[Answer, Answer]:
        seconds = self.options.optimum_seconds
        one = answer_of(self.first, self.clock.left(seconds))
        return one, answer_of(self.second, self.clock.left(seconds))

    def source(self, system: System) -> Source:
        """Return a system ready to be asked, the same one for the same system."""
        if id(system) not in self._sources:
            options = self.options
            source = Source(system, self.clock, options.tolerance, options.margin)
            self._sources[id(system)] = source
        return self._sources[id(system)]

    def note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)

    def differ(self, method: str, witness: Witness, *, scaled: bool) -> None:
        """Settle that the instances differ; `scaled`: under every factor of the objective too."""
        if self.same is None:
            self.same, self.method, self.witness = "different", method, witness
        if scaled and self.scaled is None:
            self.scaled, self.method_scaled = "different", method

    def relate(self, method: str, relation: Relation, first: System, second: System) -> None:
        """Take in that the feasible sets are the same, with this relation of the objectives."""
        own = own_relation(relation, first, second)
        self.relation = own
        ranked = first.flipped == second.flipped or own.scale < 0 or not first.cost
        shifted = abs(own.offset) > NEAR * max(1.0, abs(first.constant), abs(second.constant))
        if own.scale < 0:
            self.note(
                "the same decisions: the senses differ and one objective is the other negated"
            )
        if shifted:
            self.note("the same decisions: the objectives differ by a constant")
            return
        if self.scaled is None and ranked:
            self.scaled, self.method_scaled = "equivalent", method
        if abs(own.scale - 1.0) <= NEAR and ranked and self.same is None:
            self.same, self.method = "equivalent", method

    def keep_maps(self, first: System, second: System, forth: Map, back: Map) -> None:
        """Remember the maps for the reader: `forth` gives the second's variables by the first's."""
        self.maps = (written(first, second, back), written(second, first, forth))

    def contradicts(self, first: System, second: System, pairs: Pairs) -> bool:
        """Whether the pairs send a variable past the one that its name means."""
        if not self.meanings:
            return False
        places = {second.names[column]: column for column in second.columns}
        backwards = {other: column for column, other in pairs.items()}
        for column in first.columns:
            meant = places.get(self.meanings.get(first.names[column], ""))
            if meant is None:
                continue
            if pairs.get(column, meant) != meant or backwards.get(meant, column) != column:
                self.note("a map was passed over because it contradicts the variables' names")
                return True
        return False


def own_relation(relation: Relation, first: System, second: System) -> Relation:
    """Turn a relation of minimisations into one of the instances' own objectives."""
    signs = -1.0 if first.flipped else 1.0, -1.0 if second.flipped else 1.0
    if not first.cost and not second.cost and first.cost_rest is None:
        ends = signs[0] * first.constant, signs[1] * second.constant
        if ends[0] * ends[1] > 0:
            return Relation(ends[1] / ends[0], 0.0)
        return Relation(1.0, ends[1] - ends[0])
    return Relation(signs[0] * signs[1] * relation.scale, signs[1] * relation.offset)


def written(whose: System, by: System, mapping: Map) -> dict[str, str]:
    """Write a map with names: each variable of `whose` in terms of variables of `by`."""
    found = {}
    own = _own_variables(by)
    for column, name_of in enumerate(whose.instance.variable_names):
        expression = whose.defined.get(column, Affine(0.0, {column: 1.0}))
        if expression.terms.keys() <= whose.alive:
            # Columns that were put together carry a name of their own.
            name = whose.names[column] if column in whose.alive else name_of
            image = expression.with_replaced(mapping).with_replaced(own)
            found[name] = _text(image, by.names)
    return found


def _own_variables(system: System) -> Map:
    """Return the core's variables that count in another unit in terms of the instance's own."""
    found = {}
    for column in system.alive & system.defined.keys():
        start, factor = system.defined[column].constant, system.defined[column].terms[column]
        found[column] = Affine(-start / factor, {column: 1.0 / factor})
    return found


def _text(expression: Affine, names: tuple[str, ...]) -> str:
    parts = [
        names[column] if value == 1 else f"{value:.9g} {names[column]}"
        for column, value in sorted(expression.terms.items())
    ]
    if expression.constant or not parts:
        parts.append(f"{expression.constant:.9g}")
    return " + ".join(parts).replace("+ -", "- ")
