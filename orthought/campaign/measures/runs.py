"""What one run measured: its scores, and counts of what went wrong and what it cost."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.base import Model
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Objective, Proposal
from orthought.campaign.space import Point
from orthought.campaign.trajectory import Trajectory


class RunCounts(Model):
    """Counts over a run's proposals, and what its proposer used."""

    proposals: int
    repeats: int
    """Proposals of a point that the run had proposed before, or that a proposal says to repeat."""
    invalid: int
    """Proposals of no point of the space (mode `ironmind`)."""
    repaired: int
    """Proposals replaced by the nearest new point."""
    hits: int | None
    """Proposals that reach the threshold; None: there is none."""
    tokens: int | None
    """Prompt and completion; None: no language model was asked."""
    cost_usd: float | None
    """None: no language model was asked, or its price is not known."""
    seconds: float
    """Of the proposer."""


def run_scores(run: Trajectory, objectives: Sequence[Objective]) -> list[float | None]:
    """Return one number a unit of budget, larger is better; None: it gave none."""
    return scores(run.observations, objectives)


def count_run(run: Trajectory, found: Sequence[float | None], threshold: float | None) -> RunCounts:
    """Count over one run, as far as it was scored.

    Args:
        run: the run.
        found: its scores, of all steps or of the first ones.
        threshold: the score from which a proposal is a hit.
    """
    proposals = run.proposals[: len(found)]
    usage = run.usage
    tokens = None if usage is None else usage.prompt_tokens + usage.completion_tokens
    hits = None if threshold is None else sum(s is not None and s >= threshold for s in found)
    return RunCounts(
        proposals=len(proposals),
        repeats=_repeats(proposals),
        invalid=sum(p.fault == "invalid" for p in proposals),
        repaired=sum(p.repaired for p in proposals),
        hits=hits,
        tokens=tokens,
        cost_usd=None if usage is None else usage.cost_usd,
        seconds=run.seconds,
    )


def proposed_points(run: Trajectory, steps: int | None = None) -> list[Point]:
    """Return the points of the proposals that name a point of the space, repeats included."""
    return [p.point for p in run.proposals[:steps] if p.fault != "invalid"]


def _repeats(proposals: Sequence[Proposal]) -> int:
    seen, count = set(), 0
    for proposal in proposals:
        if proposal.fault == "invalid":
            continue
        # Sorted by name: two files may list the parameters in different orders.
        key = tuple(sorted(proposal.point.items()))
        count += proposal.fault == "repeat" or key in seen
        seen.add(key)
    return count
