"""How the objectives of two systems go together under a map."""

from __future__ import annotations

from dataclasses import dataclass

from orthought.evaluation.equivalence.keys import Interner, Trees, rest_key
from orthought.evaluation.equivalence.proof import Finding, Map, Source, pulled_back, renamed
from orthought.evaluation.equivalence.system import System, Terms, add_to, without_zeros


@dataclass(frozen=True)
class Relation:
    """second's objective = scale * first's objective + offset (both as minimisations)."""

    scale: float
    offset: float


def objective_relation(
    source: Source, target: System, mapping: Map, scales: tuple[float, ...]
) -> Relation | Finding:
    """Return how the target's objective goes with the source's under the map.

    Args:
        source: where the points come from.
        target: the other system.
        mapping: its variables in those of the source.
        scales: factors to try, the likeliest first.
    """
    if not _same_rest_objective(source.system, target, mapping, scales):
        return Finding("open", row="objective")
    if not source.system.has_linear_objective:
        # What is not linear was compared for the first factor only.
        scales = scales[:1]
    pulled = pulled_back(target.cost, mapping)
    constant = target.constant + pulled.constant
    refuted = Finding("open", row="objective")
    for scale in scales:
        gap = dict(pulled.terms)
        for column, value in source.system.cost.items():
            add_to(gap, column, -scale * value)
        gap = _cleared(gap, pulled.terms)
        offset = constant - scale * source.system.constant
        if not gap:
            return Relation(scale, _rounded_off(offset, constant))
        if not source.system.has_linear_objective:
            continue
        found = constant_on(source, gap)
        if isinstance(found, float):
            return Relation(scale, _rounded_off(offset + found, constant))
        refuted = found if scale == scales[0] else refuted
    return refuted


def _cleared(gap: Terms, of: Terms) -> Terms:
    return {c: v for c, v in without_zeros(gap).items() if abs(v) > 1e-9 * abs(of.get(c, v))}


def _rounded_off(offset: float, size: float) -> float:
    return 0.0 if abs(offset) <= 1e-9 * max(1.0, abs(size)) else offset


def constant_on(source: Source, terms: Terms) -> float | Finding:
    """Return the value of an expression that has only one on the source, else a finding."""
    low, high = source.relaxed.smallest(terms), source.relaxed.largest(terms)
    if source.relaxed is not source.region and high.bound - low.bound > source.tolerance:
        low, high = source.region.smallest(terms), source.region.largest(terms)
    size = max([1.0, *map(abs, terms.values())])
    if high.bound - low.bound <= source.tolerance * size:
        return (high.bound + low.bound) / 2
    point = high.point if abs(high.bound) >= abs(low.bound) else low.point
    return Finding("open", "objective", high.bound - low.bound, point)


def _same_rest_objective(
    source: System, target: System, mapping: Map, scales: tuple[float, ...]
) -> bool:
    if source.cost_rest is None and target.cost_rest is None:
        return True
    renaming = renamed(mapping)
    if source.cost_rest is None or target.cost_rest is None or renaming is None:
        return False
    intern = Interner()
    own = {c: c for c in source.alive}
    one = rest_key(source.cost_rest, own, Trees(source.instance.graph, intern), scales[0])
    two = rest_key(target.cost_rest, renaming, Trees(target.instance.graph, intern), 1.0)
    return one == two
