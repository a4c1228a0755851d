"""Mutants of instances: seeded, one edit each, with a truth that was proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Final

from orthought.errors import InputError
from orthought.evaluation.mutants.answers import Prover
from orthought.evaluation.mutants.harmful import HARMFUL
from orthought.evaluation.mutants.harmless import HARMLESS, Edit
from orthought.evaluation.mutants.sheet import Sheet, is_plain
from orthought.evaluation.mutants.truth import Truth, compare_by_proof, constructed
from orthought.instance import Instance

KINDS: Final[dict[str, Edit]] = {**HARMLESS, **HARMFUL}


@dataclass(frozen=True, eq=False)
class Mutant:
    """An instance before and after one edit."""

    kind: str
    source: str
    """Name of the instance that was edited."""
    seed: int
    first: Instance
    second: Instance
    factor: float
    """What the objective was multiplied with, for a harmless edit."""
    note: str
    """What the edit did."""

    @property
    def key(self) -> str:
        """Such as 'logior/prob_005:drop_row:3'; the same key gives the same mutant."""
        return f"{self.source}:{self.kind}:{self.seed}"

    @property
    def is_harmless(self) -> bool:
        return self.kind in HARMLESS


def mutate(source: str, instance: Instance, kind: str, seed: int) -> Mutant | None:
    """Edit an instance once.

    Args:
        source: the instance's name in keys.
        instance: what to edit; left alone.
        kind: a key of KINDS.
        seed: the same seed gives the same mutant.

    Returns:
        The mutant, or None where the edit finds nothing to do or the instance is not plain.

    Raises:
        InputError: there is no such kind.
    """
    if kind not in KINDS:
        raise InputError(f"no edit is called {kind!r}", fix=f"take one of {', '.join(KINDS)}")
    if not is_plain(instance):
        return None
    sheet = Sheet.of(instance)
    note = KINDS[kind](sheet, Random(f"{source}:{kind}:{seed}"))
    if note is None or not sheet.columns:
        return None
    return Mutant(kind, source, seed, instance, sheet.instance(), sheet.factor, note)


def plan(sources: Mapping[str, Instance], per_kind: int, seed: int = 0) -> list[Mutant]:
    """Return up to `per_kind` mutants of every kind, over sources drawn at random.

    Args:
        sources: instances by name.
        per_kind: how many of each kind; fewer where the sources give no more.
        seed: of the draw and of every mutant.
    """
    found: list[Mutant] = []
    for kind in KINDS:
        order = sorted(sources)
        Random(f"{seed}:{kind}").shuffle(order)
        made = (mutate(name, sources[name], kind, seed) for name in order)
        found += islice((mutant for mutant in made if mutant is not None), per_kind)
    return found


def truth_of(mutant: Mutant, prover: Prover) -> Truth:
    """Return what is proven of a mutant and its source."""
    if mutant.is_harmless:
        return constructed(mutant.factor, prover.answer(mutant.first))
    return compare_by_proof(mutant.first, mutant.second, prover)
