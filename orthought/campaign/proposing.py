"""From the wish for experiments to proposals that are written down."""

from __future__ import annotations

import time
from typing import Any

from orthought.campaign.loop import Seat
from orthought.campaign.observations import Proposal
from orthought.campaign.plating import Ranked, fill_plate, ideas_wanted, rank_ideas, shortlist_of
from orthought.campaign.proposals import read_proposals
from orthought.campaign.record import Record
from orthought.campaign.state import CampaignState
from orthought.errors import BudgetError, UsageError


def ask(record: Record, seat: Seat, wanted: int | None) -> tuple[Proposal, ...]:
    """Return open proposals, or new ones; see `Campaign.ask`."""
    count = _begin(record, wanted)
    if not count:
        return open_proposals(record.state)
    began = time.monotonic()
    if _ranks(record, seat):
        return _plate(record, _shortlist(record, seat), count, began)
    given = seat.ask(_ideas(record, count), record.state.history)
    return _propose(record, given, count, began)


async def ask_async(record: Record, seat: Seat, wanted: int | None) -> tuple[Proposal, ...]:
    """Do what `ask` does, where an event loop runs."""
    count = _begin(record, wanted)
    if not count:
        return open_proposals(record.state)
    began = time.monotonic()
    if _ranks(record, seat):
        return _plate(record, _shortlist(record, seat), count, began)
    given = await seat.ask_async(_ideas(record, count), record.state.history)
    return _propose(record, given, count, began)


def open_proposals(state: CampaignState) -> tuple[Proposal, ...]:
    """Return the proposals that wait for their results."""
    return tuple(state.proposal(place) for place in state.open)


def _begin(record: Record, wanted: int | None) -> int:
    """Return how many to ask for, 0 where open proposals come first; write it down."""
    record.require_open()
    state = record.state
    count = state.plan.batch if wanted is None else wanted
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise UsageError(f"ask({wanted!r}) asks for nothing", fix="ask for 1 experiment or more")
    if state.open:
        return 0
    if state.left == 0:
        raise BudgetError(
            f"the budget of {state.plan.budget} experiments is used up",
            fix="raise `budget` in the campaign's file or call, then ask again",
        )
    count = count if state.left is None else min(count, state.left)
    record.append(
        {
            "type": "ask",
            "batch": len(state.batches) + 1,
            "count": count,
            "proposer": state.plan.proposer.label,
        }
    )
    return count


def _ranks(record: Record, seat: Seat) -> bool:
    """Tell whether a plate is chosen among candidates that the proposer ranks itself."""
    return record.state.plan.plate is not None and seat.ranks


def _ideas(record: Record, count: int) -> int:
    """Return how many proposals to ask for: more than the batch where a plate is chosen."""
    rules = record.state.plan.plate
    return count if rules is None else ideas_wanted(rules, count)


def _shortlist(record: Record, seat: Seat) -> Ranked:
    return shortlist_of(seat.ready(record.state.history), record.state.plan)


def _propose(record: Record, given: Any, count: int, began: float) -> tuple[Proposal, ...]:
    state = record.state
    proposals = read_proposals(given, state.plan.space, state.plan.proposer.name)
    if state.plan.plate is None or not proposals:
        return _write_down(record, proposals[:count], began)
    return _plate(record, rank_ideas(proposals, state, len(state.batches) + 1), count, began)


def _plate(record: Record, ranked: Ranked, count: int, began: float) -> tuple[Proposal, ...]:
    if not ranked.points:
        return ()
    return _write_down(record, fill_plate(ranked, record.state.plan, count), began)


def _write_down(
    record: Record, proposals: tuple[Proposal, ...], began: float
) -> tuple[Proposal, ...]:
    if proposals:
        record.append(
            {
                "type": "proposed",
                "batch": len(record.state.batches) + 1,
                "proposals": [proposal.model_dump(mode="json") for proposal in proposals],
                "seconds": round(time.monotonic() - began, 3),
            }
        )
    return proposals
