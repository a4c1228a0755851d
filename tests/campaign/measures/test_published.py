"""Measures on the published sets: random draws have the figures that are known of them."""

from __future__ import annotations

import numpy as np
import pytest

from orthought.campaign.lookup import LookupSet, open_set
from orthought.campaign.measures import compare_proposers
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.trajectory import Trajectory
from tests.campaign.published import CAMPAIGNS, needs_sets

MEDIANS = {"Reductive_Amination": 97.0, "Suzuki_Doyle": 93.7, "Buchwald_Hartwig": 85.4}
"""Median best of random draws within 20 experiments, measured elsewhere over many runs."""


def draw_run(lookup: LookupSet, seed: int) -> Trajectory:
    """Return a run of 20 different points, drawn evenly."""
    places = np.random.default_rng(seed).choice(len(lookup.table), 20, replace=False)
    rows = [lookup.table[place] for place in places]
    return Trajectory(
        set_name=lookup.name,
        proposer="random",
        seed=seed,
        budget=20,
        proposals=tuple(Proposal(point=row.point) for row in rows),
        observations=tuple(Observation(point=row.point, values=row.values) for row in rows),
    )


@needs_sets
@pytest.mark.parametrize("name", MEDIANS)
def test_random_draws_have_their_known_median_and_entropy(name: str) -> None:
    lookup = open_set(CAMPAIGNS / name)
    found = compare_proposers([draw_run(lookup, seed) for seed in range(20)], lookup)
    (summary,) = found.summaries
    assert summary.best.low <= MEDIANS[name] <= summary.best.high
    assert found.range_source == "set"
    assert found.random_entropy is not None
    assert found.entropy_ceiling is not None
    assert 0.86 <= found.random_entropy <= 0.94
    assert summary.entropy == pytest.approx(found.random_entropy, abs=0.02)
    assert found.random_entropy < found.entropy_ceiling <= 1
