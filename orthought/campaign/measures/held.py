"""Breakdowns by a parameter: held fixed in runs of its own, or free within the runs."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from orthought.base import Model
from orthought.campaign.measures.comparing import compare_proposers
from orthought.campaign.measures.comparison import Comparison
from orthought.campaign.measures.samples import PairedSeeds, median_interval, paired_seeds
from orthought.campaign.measures.tracks import range_of
from orthought.campaign.objectives import scores
from orthought.campaign.space import Value
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.statistics import Interval

if TYPE_CHECKING:
    from orthought.campaign.lookup import LookupSet


class HeldSummary(Model):
    """One proposer over all values of the parameter that was held fixed."""

    proposer: str
    values: int
    """How many values it ran with."""
    runs: int
    regret: Interval
    """Median over values of the value's median normalised regret at the end."""
    area: Interval
    arrived: float | None
    """Share of all runs that reached their value's threshold."""
    best_on: int
    """Values on which no other proposer has a smaller median regret area."""
    tokens: float | None
    """Tokens a run, on average; None: no language model was asked."""
    cost_usd: float | None
    """Dollars a run, on average; None: no language model was asked, or its price is not known."""


class HeldPair(Model):
    """Two proposers over the values that both ran with; a positive difference is for the first.

    The tests are those of single pairs, not corrected for their number.
    """

    first: str
    second: str
    area: PairedSeeds | None
    """Of the second's median regret area less the first's, value by value."""


class HeldComparison(Model):
    """Fixed-substrate mode: one comparison for each value, and all of them together."""

    comparisons: tuple[Comparison, ...]
    summaries: tuple[HeldSummary, ...]
    pairs: tuple[HeldPair, ...]


class ValueRow(Model):
    """What runs in which a parameter was free made of one of its values."""

    proposer: str
    value: Value
    share: float
    """Share of all proposals that had the value."""
    visited: float
    """Share of the runs that tried the value at least once."""
    best: float | None
    """Median over those runs of the best score with the value, larger is better."""
    best_known: float
    """Best score that the set has with the value."""


def compare_held(
    trajectories: Sequence[Trajectory],
    sets: Sequence[LookupSet],
    *,
    threshold: float | None = None,
    seed: int = 0,
) -> HeldComparison:
    """Compare proposers over sets in which a parameter was held at each value in turn.

    The value is the unit: runs with the same value are summarised first, since values differ in
    how hard they are.

    Args:
        trajectories: runs on any of the sets.
        sets: one a value, such as `hold` makes them.
        threshold: for times and hit rates; None: what the best 1 % of each set reach.
        seed: of the bootstrap.

    Raises:
        InputError: there is no run on any of the sets, or one is of a set that is not given.
    """
    known = {item.name: item for item in sets}
    groups: dict[str, list[Trajectory]] = {}
    for trajectory in trajectories:
        if trajectory.set_name not in known:
            raise InputError(f"a run is of {trajectory.set_name}, which is not among the sets")
        groups.setdefault(trajectory.set_name, []).append(trajectory)
    if not groups:
        raise InputError("there is no run to compare", fix="simulate some first")
    found = tuple(
        compare_proposers(runs, known[name], threshold=threshold, seed=seed)
        for name, runs in groups.items()
    )
    areas = _by_proposer(found)
    return HeldComparison(
        comparisons=found,
        summaries=tuple(_summary(name, found, areas, seed) for name in areas),
        pairs=_pairs(areas, seed),
    )


def by_value(
    trajectories: Sequence[Trajectory], lookup: LookupSet, parameter: str
) -> tuple[ValueRow, ...]:
    """Return how runs used the values of a parameter, proposer by proposer.

    Raises:
        InputError: the set has no such parameter, or it takes any number.
    """
    kind = next((p for p in lookup.space.parameters if p.name == parameter), None)
    values = None if kind is None else kind.values()
    if values is None:
        raise InputError(
            f"{lookup.name} has no list of values for {parameter!r}",
            fix=f"use one of {', '.join(lookup.space.names)}",
        )
    table = scores(lookup.table, lookup.objectives)
    known = {
        value: range_of(
            [
                s
                for s, row in zip(table, lookup.table, strict=True)
                if row.point[parameter] == value
            ],
            "set",
        )
        for value in values
    }
    groups: dict[str, list[Trajectory]] = {}
    for trajectory in trajectories:
        groups.setdefault(trajectory.proposer, []).append(trajectory)
    return tuple(
        _value_row(name, runs, lookup, parameter, value, limits.best)
        for name, runs in groups.items()
        for value, limits in known.items()
        if limits is not None
    )


def _value_row(
    name: str,
    runs: Sequence[Trajectory],
    lookup: LookupSet,
    parameter: str,
    value: Value,
    best_known: float,
) -> ValueRow:
    total, hits, bests, visited = 0, 0, [], 0
    for run in runs:
        rows = [row for row in run.observations if row.point.get(parameter) == value]
        total, hits = total + len(run.observations), hits + len(rows)
        visited += bool(rows)
        limits = range_of(scores(rows, lookup.objectives), "runs")
        if limits is not None:
            bests.append(limits.best)
    return ValueRow(
        proposer=name,
        value=value,
        share=hits / total if total else 0.0,
        visited=visited / len(runs),
        best=statistics.median(bests) if bests else None,
        best_known=best_known,
    )


Areas = Mapping[str, Mapping[str, float]]
"""Median regret area by proposer and set."""


def _by_proposer(found: Sequence[Comparison]) -> dict[str, dict[str, float]]:
    areas: dict[str, dict[str, float]] = {}
    for comparison in found:
        for summary in comparison.summaries:
            areas.setdefault(summary.proposer, {})[comparison.set_name] = summary.area.estimate
    return areas


def _summary(name: str, found: Sequence[Comparison], areas: Areas, seed: int) -> HeldSummary:
    mine = [s for c in found for s in c.summaries if s.proposer == name]
    times = [s.time.arrived.estimate * s.runs for s in mine if s.time is not None]
    runs = sum(s.runs for s in mine if s.time is not None)
    least = {c.set_name: min(s.area.estimate for s in c.summaries) for c in found}
    return HeldSummary(
        proposer=name,
        values=len(mine),
        runs=sum(s.runs for s in mine),
        regret=median_interval([s.regret.estimate for s in mine], seed=seed),
        area=median_interval([s.area.estimate for s in mine], seed=seed),
        arrived=sum(times) / runs if runs else None,
        best_on=sum(area <= least[set_name] for set_name, area in areas[name].items()),
        tokens=_a_run([(s.tokens, s.runs) for s in mine]),
        cost_usd=_a_run([(s.cost_usd, s.runs) for s in mine]),
    )


def _a_run(taken: Sequence[tuple[float | None, int]]) -> float | None:
    """Return the mean over runs of what each value's runs took; None where one is not known."""
    known = [(amount * runs, runs) for amount, runs in taken if amount is not None]
    if not known or len(known) < len(taken):
        return None
    return sum(amount for amount, _ in known) / sum(runs for _, runs in known)


def _pairs(areas: Areas, seed: int) -> tuple[HeldPair, ...]:
    names = list(areas)
    numbers = {s: k for k, s in enumerate(dict.fromkeys(s for a in areas.values() for s in a))}
    pairs = []
    for place, first in enumerate(names):
        for second in names[place + 1 :]:
            one = {numbers[s]: -area for s, area in areas[first].items()}
            other = {numbers[s]: -area for s, area in areas[second].items()}
            found = paired_seeds(one, other, seed=seed)
            pairs.append(HeldPair(first=first, second=second, area=found))
    return tuple(pairs)
