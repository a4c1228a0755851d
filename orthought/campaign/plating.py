"""A batch under plate rules: what the proposer ranks, as it ranks it, and what fills up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from orthought.campaign.objectives import sign
from orthought.campaign.observations import Objective, Proposal
from orthought.campaign.plan import Plan
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Key, Point
from orthought.campaign.state import CampaignState

IDEAS: Final = 3
"""So many times the wells that are to be filled are asked for: the rules need a choice."""
POOL: Final = 400
"""Candidates in all."""


@dataclass(frozen=True)
class Ranked:
    """Candidates that a proposer scored itself, larger is better."""

    points: tuple[Point, ...]
    scores: tuple[float, ...]
    reasons: tuple[str, ...]


def shortlist_of(proposer: Any, plan: Plan) -> Ranked:
    """Return the candidates of a proposer that can rank many at once, as `gp` can.

    They score what is predicted plus its deviation: several wells share one plate, so none of them
    can wait for what the others teach.
    """
    found = proposer.shortlist(POOL)
    return Ranked(
        points=tuple(each.point for each in found),
        scores=tuple(
            each.promise if each.mean is None else each.mean + each.deviation for each in found
        ),
        reasons=tuple(
            "" if each.mean is None else _predicted(each.mean, each.deviation, plan.objectives)
            for each in found
        ),
    )


def _predicted(mean: float, deviation: float, objectives: Sequence[Objective]) -> str:
    what, way = "score", 1.0
    if len(objectives) == 1 and objectives[0].desirability is None:
        what, way = objectives[0].name, sign(objectives[0])
    return f"{what} {way * mean:.3g} ± {deviation:.2g} is predicted"


def ideas_wanted(rules: PlateRules, wells: int) -> int:
    """Return how many proposals to ask a proposer for that cannot rank."""
    return max(1, IDEAS * (wells - rules.control_wells))


def rank_ideas(ideas: Sequence[Proposal], state: CampaignState, number: int) -> Ranked:
    """Rank proposals in their order, and below them points that nobody proposed.

    Args:
        ideas: what the proposer proposed, its favourite first.
        state: the campaign; what it knows is not filled in.
        number: of the batch: the seed of what fills up.
    """
    plan = state.plan
    by_key = {plan.space.key(idea.point): idea for idea in ideas}
    known = (plan.space.key(row.point) for rows in state.history() for row in rows)
    fillers = _fillers(plan, {*by_key, *known}, number)
    steps = len(by_key)
    return Ranked(
        points=(*(idea.point for idea in by_key.values()), *fillers),
        # The favourite scores 1, the last idea a little above what fills up, which scores 0.
        scores=(*(1 - rank / steps for rank in range(steps)), *(0.0 for _ in fillers)),
        reasons=(*(idea.reason for idea in by_key.values()), *("fills the plate" for _ in fillers)),
    )


def fill_plate(ranked: Ranked, plan: Plan, wells: int) -> tuple[Proposal, ...]:
    """Choose the wells of a plate under the campaign's rules.

    Args:
        ranked: the candidates.
        plan: with the rules.
        wells: of the plate, controls included.

    Raises:
        InputError: no plate keeps the rules; they are named.
        SolverError: none was found in time.
    """
    from orthought.campaign.plates.choosing import choose_batch

    assert plan.plate is not None
    plate = choose_batch(ranked.points, ranked.scores, plan.plate, wells)
    controls = [
        Proposal(point=point, reason="control well", proposer=plan.proposer.name)
        for point in plate.controls
    ]
    chosen = [
        Proposal(
            point=ranked.points[place],
            reason=f"{ranked.reasons[place]}; chosen under the plate's rules".removeprefix("; "),
            proposer=plan.proposer.name,
        )
        for place in plate.chosen
    ]
    return (*controls, *chosen)


def _fillers(plan: Plan, taken: set[Key], number: int) -> list[Point]:
    """Draw points that nobody proposed, the same ones for the same batch."""
    from numpy.random import default_rng

    generator = default_rng([plan.seed, number])
    if plan.space.is_listable:
        points = list(plan.space.points())
        drawn = [points[place] for place in generator.permutation(len(points)).tolist()]
    else:
        drawn = plan.space.sample(generator, 2 * POOL)
    new = {plan.space.key(point): point for point in drawn if plan.space.key(point) not in taken}
    return list(new.values())[: POOL - len(taken)] if len(taken) < POOL else []
