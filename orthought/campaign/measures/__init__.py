"""How good a run is, and whether one proposer is better than another."""

from __future__ import annotations

from orthought.campaign.measures.arrival import (
    Arrival,
    ArrivalTime,
    arrival_time,
    first_arrival,
    median_arrival,
    survival,
)
from orthought.campaign.measures.comparing import compare_proposers
from orthought.campaign.measures.comparison import Comparison, Pair, Summary
from orthought.campaign.measures.entropy import (
    by_parameter,
    ceiling,
    exploration,
    random_reference,
)
from orthought.campaign.measures.held import (
    HeldComparison,
    HeldSummary,
    ValueRow,
    by_value,
    compare_held,
)
from orthought.campaign.measures.runs import RunCounts, count_run, run_scores
from orthought.campaign.measures.samples import (
    PairedSeeds,
    RankTest,
    median_interval,
    paired_seeds,
    rank_test,
)
from orthought.campaign.measures.tracks import (
    Band,
    Range,
    band,
    best_so_far,
    range_of,
    regret,
    regret_area,
)

__all__ = [
    "Arrival",
    "ArrivalTime",
    "Band",
    "Comparison",
    "HeldComparison",
    "HeldSummary",
    "Pair",
    "PairedSeeds",
    "Range",
    "RankTest",
    "RunCounts",
    "Summary",
    "ValueRow",
    "arrival_time",
    "band",
    "best_so_far",
    "by_parameter",
    "by_value",
    "ceiling",
    "compare_held",
    "compare_proposers",
    "count_run",
    "exploration",
    "first_arrival",
    "median_arrival",
    "median_interval",
    "paired_seeds",
    "random_reference",
    "range_of",
    "rank_test",
    "regret",
    "regret_area",
    "run_scores",
    "survival",
]
