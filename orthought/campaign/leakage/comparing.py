"""What a proposer loses where the names are hidden, and what it keeps over chance."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.base import Model
from orthought.campaign.measures.runs import run_scores
from orthought.campaign.measures.tracks import best_so_far
from orthought.campaign.observations import Objective
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.statistics import Interval, bootstrap


class NamesProbe(Model):
    """Paired differences over seeds of the mean over the steps of the best so far."""

    seeds: tuple[int, ...]
    named_minus_masked: Interval
    """Above zero: names helped, by chemistry or by memory."""
    masked_minus_random: Interval
    """Above zero: it learns from results alone."""
    named_minus_random: Interval


def compare_names(
    named: Sequence[Trajectory],
    masked: Sequence[Trajectory],
    random: Sequence[Trajectory],
    objectives: Sequence[Objective],
    masked_objectives: Sequence[Objective] | None = None,
) -> NamesProbe:
    """Compare runs of one proposer with and without names, and runs of random, by seeds.

    Args:
        named: runs on the set as it is.
        masked: runs with the same seeds on the set that `mask_set` gives.
        random: runs of the proposer `random` with the same seeds.
        objectives: what is wanted.
        masked_objectives: the same under the mask; None: the names are the same.

    Raises:
        InputError: the three do not have the same seeds, or a run never gave a number.
    """
    first = _by_seed(named, objectives)
    second = _by_seed(masked, masked_objectives or objectives)
    chance = _by_seed(random, objectives)
    if not first or not set(first) == set(second) == set(chance):
        raise InputError(
            "the runs do not pair up by seed", fix="simulate all three with the same seeds"
        )
    seeds = tuple(sorted(first))

    def gap(one: dict[int, float], other: dict[int, float]) -> Interval:
        return bootstrap([one[seed] - other[seed] for seed in seeds])

    return NamesProbe(
        seeds=seeds,
        named_minus_masked=gap(first, second),
        masked_minus_random=gap(second, chance),
        named_minus_random=gap(first, chance),
    )


def _by_seed(runs: Sequence[Trajectory], objectives: Sequence[Objective]) -> dict[int, float]:
    return {run.seed: _mean_best(run, objectives) for run in runs}


def _mean_best(run: Trajectory, objectives: Sequence[Objective]) -> float:
    found = run_scores(run, objectives)
    numbers = [score for score in found if score is not None]
    if not numbers:
        raise InputError(
            f"the run of {run.proposer} with seed {run.seed} never gave a number",
            fix="leave this seed out of all three",
        )
    # Steps before the first number count as the worst that the run saw.
    track = [min(numbers) if best is None else best for best in best_so_far(found)]
    return sum(track) / len(track)
