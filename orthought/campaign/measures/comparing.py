"""Measure runs and compare their proposers."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orthought.campaign.measures.arrival import arrival_time, first_arrival
from orthought.campaign.measures.comparison import Comparison, Pair, Summary
from orthought.campaign.measures.entropy import ceiling, exploration, random_reference
from orthought.campaign.measures.framing import (
    Frame,
    make_frame,
    require_one_set,
    threshold_words,
    title_of,
    wanted_of,
)
from orthought.campaign.measures.runs import (
    RunCounts,
    count_run,
    proposed_points,
    run_scores,
)
from orthought.campaign.measures.samples import median_interval, paired_seeds, rank_test
from orthought.campaign.measures.tracks import (
    Band,
    Scores,
    band,
    best_so_far,
    regret,
    regret_area,
)
from orthought.campaign.observations import Objective
from orthought.campaign.space import Point, Space
from orthought.campaign.trajectory import Trajectory
from orthought.statistics import Interval, holm

if TYPE_CHECKING:
    from orthought.campaign.lookup import LookupSet


@dataclass(frozen=True)
class _Run:
    trajectory: Trajectory
    found: Scores
    """Scores of the compared steps."""
    counts: RunCounts


def compare_proposers(
    trajectories: Sequence[Trajectory],
    lookup: LookupSet | None = None,
    *,
    objectives: Sequence[Objective] | None = None,
    space: Space | None = None,
    threshold: float | None = None,
    seed: int = 0,
) -> Comparison:
    """Compare the proposers of runs on one set.

    Runs are compared over the smallest budget among them; one that ended early keeps its best. No
    run is dropped: a run that never reaches the threshold is censored, one without any number
    counts as the worst.

    Args:
        trajectories: runs on the same set, of one or more proposers.
        lookup: the set; None: the best and the worst are those that any run saw.
        objectives: what is wanted, where there is no set.
        space: for entropies, where there is no set.
        threshold: of the objective, in its own unit and sense (of the combined score, where there
            are several); None: what the best 1 % of the set reach, and nothing without a set.
        seed: of the bootstrap.

    Raises:
        InputError: there is no run, the runs are of several sets or of another one, or none gave a
            number.
        SettingsError: neither a set nor objectives are given.
    """
    require_one_set(trajectories, lookup)
    wanted = wanted_of(lookup, objectives)
    frame = make_frame(trajectories, lookup, wanted, space, threshold, seed)
    groups: dict[str, list[_Run]] = {}
    for trajectory in trajectories:
        groups.setdefault(trajectory.proposer, []).append(_measure(trajectory, frame))
    candidates = None if lookup is None else lookup.candidates()
    return Comparison(
        set_name=trajectories[0].set_name,
        objective=title_of(wanted),
        unit=wanted[0].unit if len(wanted) == 1 and not wanted[0].desirability else "",
        minimize=frame.factor < 0,
        budget=frame.budget,
        best_known=frame.factor * frame.limits.best,
        worst_known=frame.factor * frame.limits.worst,
        range_source=frame.limits.source,
        threshold=None if frame.threshold is None else frame.factor * frame.threshold,
        threshold_words=threshold_words(frame, given=threshold is not None),
        entropy_ceiling=ceiling(frame.space, frame.budget) if frame.space else None,
        random_entropy=_random(frame, candidates),
        summaries=tuple(_summarise(name, runs, frame) for name, runs in groups.items()),
        pairs=_pairs(groups, frame),
        notes=_notes(trajectories, frame.budget),
    )


def _measure(trajectory: Trajectory, frame: Frame) -> _Run:
    found = run_scores(trajectory, frame.objectives)[: frame.budget]
    return _Run(trajectory, found, count_run(trajectory, found, frame.threshold))


def _summarise(name: str, runs: Sequence[_Run], frame: Frame) -> Summary:
    finals = _finals(runs, frame)
    arrivals = [
        first_arrival(run.found, frame.threshold) for run in runs if frame.threshold is not None
    ]
    return Summary(
        proposer=name,
        runs=len(runs),
        finals=tuple(frame.factor * value for value in finals),
        seeds=tuple(run.trajectory.seed for run in runs),
        best=_turned(median_interval(finals, seed=frame.seed), frame.factor),
        regret=_median(runs, frame, lambda r: regret(r.found, frame.limits, frame.budget)[-1]),
        area=_median(runs, frame, lambda r: regret_area(r.found, frame.limits, frame.budget)),
        time=arrival_time(arrivals, seed=frame.seed) if arrivals else None,
        hit_rate=_hit_rate(runs),
        entropy=_entropy(runs, frame),
        repeats=_mean(run.counts.repeats for run in runs),
        invalid=_mean(run.counts.invalid for run in runs),
        repaired=_mean(run.counts.repaired for run in runs),
        tokens=_mean_known([run.counts.tokens for run in runs]),
        cost_usd=_mean_known([run.counts.cost_usd for run in runs]),
        seconds=_mean(run.counts.seconds for run in runs),
        track=_track(runs, frame),
    )


def _finals(runs: Sequence[_Run], frame: Frame) -> list[float]:
    lasts = [best_so_far(run.found, frame.budget)[-1] for run in runs]
    return [frame.limits.worst if last is None else last for last in lasts]


def _median(runs: Sequence[_Run], frame: Frame, measure: Callable[[_Run], float]) -> Interval:
    return median_interval([measure(run) for run in runs], seed=frame.seed)


def _turned(interval: Interval, factor: float) -> Interval:
    """Return an interval of scores in the numbers that people read."""
    ends = sorted((factor * interval.low, factor * interval.high))
    changed = {"estimate": factor * interval.estimate, "low": ends[0], "high": ends[1]}
    return interval.model_copy(update=changed)


def _track(runs: Sequence[_Run], frame: Frame) -> Band:
    found = band([run.found for run in runs], frame.budget, frame.limits.worst)
    if frame.factor > 0:
        return found
    return Band(
        median=tuple(-value for value in found.median),
        lower=tuple(-value for value in found.upper),
        upper=tuple(-value for value in found.lower),
    )


def _hit_rate(runs: Sequence[_Run]) -> float | None:
    hits = [run.counts.hits for run in runs if run.counts.hits is not None]
    steps = sum(len(run.found) for run in runs)
    return sum(hits) / steps if len(hits) == len(runs) and steps else None


def _entropy(runs: Sequence[_Run], frame: Frame) -> float | None:
    space = frame.space
    if space is None:
        return None
    return _mean(exploration(proposed_points(run.trajectory, frame.budget), space) for run in runs)


def _random(frame: Frame, candidates: Sequence[Point] | None) -> float | None:
    if frame.space is None:
        return None
    return random_reference(frame.space, frame.budget, candidates=candidates, seed=frame.seed)


def _pairs(groups: dict[str, list[_Run]], frame: Frame) -> tuple[Pair, ...]:
    finals = {name: _finals(runs, frame) for name, runs in groups.items()}
    tests = {
        (first, second): rank_test(finals[first], finals[second])
        for first, second in itertools.combinations(groups, 2)
    }
    adjusted = holm({str(number): test.p_value for number, test in enumerate(tests.values())})
    return tuple(
        Pair(
            first=first,
            second=second,
            u=test.u,
            p_value=test.p_value,
            p_adjusted=adjusted[str(number)],
            delta=test.delta,
            seeds=paired_seeds(
                _by_seed(groups[first], finals[first]),
                _by_seed(groups[second], finals[second]),
                seed=frame.seed,
            ),
        )
        for number, ((first, second), test) in enumerate(tests.items())
    )


def _by_seed(runs: Sequence[_Run], finals: Sequence[float]) -> dict[int, float]:
    """Return the final best by seed; nothing where a seed stands twice, so that none is paired."""
    found = {run.trajectory.seed: value for run, value in zip(runs, finals, strict=True)}
    return found if len(found) == len(runs) else {}


def _notes(trajectories: Sequence[Trajectory], budget: int) -> tuple[str, ...]:
    notes = []
    if any(run.budget != budget for run in trajectories):
        notes.append(f"Budgets differ; all runs are compared over their first {budget} steps.")
    early = sum(len(run.observations) < budget for run in trajectories)
    if early:
        notes.append(
            f"{early} of {len(trajectories)} runs ended before their budget and keep their best."
        )
    batches = sorted({run.batch for run in trajectories})
    if len(batches) > 1:
        notes.append(f"Batch sizes differ: {', '.join(map(str, batches))}.")
    return tuple(notes)


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def _mean_known(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return _mean(known) if known and len(known) == len(values) else None
