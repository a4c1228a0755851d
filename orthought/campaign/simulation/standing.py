"""Simulations compared: one comparison a set, and how proposers stand over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from orthought.base import Model
from orthought.campaign.measures import (
    Comparison,
    HeldComparison,
    compare_held,
    compare_proposers,
)
from orthought.campaign.observations import Objective
from orthought.campaign.simulation.folder import SimulationRun, open_sets, read_simulation
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError

RULES: Final = ("mode", "batch", "budget", "starts")
"""What a reader must know where it is not the same in all simulations."""


class Standing(Model):
    """One proposer over all sets on which it ran."""

    proposer: str
    sets: int
    runs: int
    rank: float
    """Mean over its sets of its rank by the median regret area there; 1 is the best."""
    first_on: int
    """Sets on which no other proposer has a smaller median regret area."""
    regret: float
    """Mean over its sets of the median normalised regret at the end: 0 is the best there is."""
    area: float
    """The same of the mean regret over the steps."""
    tokens: float | None
    """Tokens a run, on average; None: no language model was asked."""
    cost_usd: float | None


class Leaderboard(Model):
    """Proposers over the sets of one or more simulations."""

    comparisons: tuple[Comparison, ...]
    standings: tuple[Standing, ...]
    """The best mean rank first."""
    held: HeldComparison | None = None
    """All values of a parameter together, where it was held at each of them in turn."""
    held_parameters: tuple[str, ...] = ()
    """Its name; more than one where simulations held different parameters."""
    notes: tuple[str, ...] = ()
    """What a reader must know, such as rules that differ between simulations."""


def make_leaderboard(
    folders: Sequence[Path | str], *, threshold: float | None = None
) -> Leaderboard:
    """Compare all runs of one or more simulations.

    Args:
        folders: of the simulations.
        threshold: for times and hit rates; None: what the best 1 % of a set reach.

    Raises:
        RunFolderError: a folder holds no simulation.
        InputError: there is no finished run.
    """
    runs = [read_simulation(folder) for folder in folders]
    groups = _by_set(runs)
    if not groups:
        raise InputError(
            "there is no finished run to compare",
            fix="let it run: orthought campaign simulate goes on with the same command",
        )
    notes = _differences(runs)
    sets = {name: item for run in runs for name, item in open_sets(run).items()}
    notes += [
        f"{name} is not where it was: its range is what the runs saw."
        for name in groups
        if name not in sets
    ]
    held = None
    if all(run.design.each for run in runs) and set(groups) <= set(sets):
        trajectories = [each for group in groups.values() for each in group]
        held = compare_held(trajectories, list(sets.values()), threshold=threshold)
        comparisons = held.comparisons
    else:
        comparisons = tuple(
            compare_proposers(
                group,
                sets.get(name),
                objectives=None if name in sets else _objectives(runs, name),
                threshold=threshold,
            )
            for name, group in groups.items()
        )
    return Leaderboard(
        comparisons=comparisons,
        standings=standings_of(comparisons),
        held=held,
        held_parameters=tuple(dict.fromkeys(run.design.each for run in runs)) if held else (),
        notes=tuple(notes),
    )


def standings_of(comparisons: Sequence[Comparison]) -> tuple[Standing, ...]:
    """Return how proposers stand over several sets, the best mean rank first."""
    names = dict.fromkeys(each.proposer for item in comparisons for each in item.summaries)
    found = [_standing(name, comparisons) for name in names]
    return tuple(sorted(found, key=lambda each: (each.rank, each.area)))


def _standing(name: str, comparisons: Sequence[Comparison]) -> Standing:
    mine = [(c, s) for c in comparisons for s in c.summaries if s.proposer == name]
    ranks = [_rank(s.area.estimate, [o.area.estimate for o in c.summaries]) for c, s in mine]
    return Standing(
        proposer=name,
        sets=len(mine),
        runs=sum(s.runs for _, s in mine),
        rank=sum(ranks) / len(ranks),
        first_on=sum(rank < 2 for rank in ranks),
        regret=sum(s.regret.estimate for _, s in mine) / len(mine),
        area=sum(s.area.estimate for _, s in mine) / len(mine),
        tokens=_mean([s.tokens for _, s in mine]),
        cost_usd=_mean([s.cost_usd for _, s in mine]),
    )


def _rank(value: float, all_of_them: Sequence[float]) -> float:
    """Return the rank of a value, 1 for the smallest; equals share the mean of their ranks."""
    below = sum(other < value for other in all_of_them)
    return below + (sum(other == value for other in all_of_them) + 1) / 2


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known and len(known) == len(values) else None


def _by_set(runs: Sequence[SimulationRun]) -> dict[str, list[Trajectory]]:
    """Return the trajectories by set; what stands in two folders counts once.

    A proposer that ran under other rules in another folder, or came to another result with the
    same seed, is named with that folder: its runs are not those of the first one.
    """
    groups: dict[str, dict[tuple[str, int], Trajectory]] = {}
    rules: dict[tuple[str, str], object] = {}
    for run in runs:
        odd = {
            (each.set_name, each.proposer)
            for each in run.trajectories
            if rules.setdefault((each.set_name, each.proposer), _rules(run)) != _rules(run)
            or _differ(groups.get(each.set_name, {}).get((each.proposer, each.seed)), each)
        }
        for each in run.trajectories:
            if (each.set_name, each.proposer) in odd:
                name = f"{each.proposer} ({run.folder.name})"
                each = each.model_copy(update={"proposer": name})  # noqa: PLW2901
            groups.setdefault(each.set_name, {}).setdefault((each.proposer, each.seed), each)
    return {name: list(found.values()) for name, found in groups.items()}


def _rules(run: SimulationRun) -> object:
    return [run.manifest["design"][rule] for rule in (*RULES, "temperature", "max_tokens")]


def _differ(first: Trajectory | None, second: Trajectory) -> bool:
    parts = ("proposals", "observations")
    return first is not None and any(getattr(first, p) != getattr(second, p) for p in parts)


def _differences(runs: Sequence[SimulationRun]) -> list[str]:
    """Name the rules that are not the same in all simulations."""
    found = []
    for rule in RULES:
        values = list(dict.fromkeys(str(run.manifest["design"][rule]) for run in runs))
        if len(values) > 1:
            found.append(f"The simulations differ in their {rule}: {', '.join(values)}.")
    unfinished = sum(len(run.trajectories) < run.planned for run in runs)
    if unfinished:
        found.append(f"{unfinished} of {len(runs)} simulations are not finished.")
    return found


def _objectives(runs: Sequence[SimulationRun], name: str) -> tuple[Objective, ...]:
    return next(run.objectives(name) for run in runs if name in run.manifest["sets"])
