"""Proposers compared on one set: everything that a table or a page says of them."""

from __future__ import annotations

from orthought.base import Model
from orthought.campaign.measures.arrival import ArrivalTime
from orthought.campaign.measures.samples import PairedSeeds
from orthought.campaign.measures.tracks import Band
from orthought.statistics import Interval


class Summary(Model):
    """One proposer over its runs. Values of the objective stand in its own unit and sense."""

    proposer: str
    runs: int
    finals: tuple[float, ...]
    """Best of each run within the compared budget; a run without a number counts as the worst."""
    seeds: tuple[int, ...]
    """Of each run."""
    best: Interval
    """Median of `finals` with its bootstrap interval."""
    regret: Interval
    """Median normalised regret at the end: 0 is the best there is, 1 the worst."""
    area: Interval
    """Median over runs of the mean normalised regret over the steps."""
    time: ArrivalTime | None
    """Steps to the threshold; None: there is no threshold."""
    hit_rate: float | None
    """Share of the proposals that reach the threshold."""
    entropy: float | None
    """Mean entropy of exploration; None: the space is not known."""
    repeats: float
    """Repeated proposals a run, on average; so are the next two."""
    invalid: float
    repaired: float
    tokens: float | None
    """Tokens a run, on average; None: no language model was asked."""
    cost_usd: float | None
    """Dollars a run, on average; None: no language model was asked, or its price is not known."""
    seconds: float
    """Seconds of the proposer a run, on average."""
    track: Band
    """Best so far after each step."""


class Pair(Model):
    """Two proposers on the same set; positive numbers speak for the first."""

    first: str
    second: str
    u: float
    """Mann-Whitney U of the first over the final bests."""
    p_value: float
    p_adjusted: float
    """By Holm over all pairs of the comparison."""
    delta: float
    """Cliff's delta of the first over the second."""
    seeds: PairedSeeds | None
    """Differences of runs with the same seed, in the unit of the scores (larger is better)."""


class Comparison(Model):
    """What runs of several proposers on one set say."""

    set_name: str
    objective: str
    """Name, or how several are combined."""
    unit: str
    minimize: bool
    """Whether smaller is better in the numbers of this comparison."""
    budget: int
    """Steps that are compared: the smallest budget among the runs."""
    best_known: float
    worst_known: float
    range_source: str
    """'set': all combinations were measured; 'runs': the best and the worst that any run saw."""
    threshold: float | None
    threshold_words: str
    entropy_ceiling: float | None
    """What no run of this budget can pass."""
    random_entropy: float | None
    """Mean of runs that draw distinct points at random."""
    summaries: tuple[Summary, ...]
    pairs: tuple[Pair, ...]
    notes: tuple[str, ...] = ()
    """What a reader must know: runs that ended early, budgets that differ."""
