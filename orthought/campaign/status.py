"""How far a campaign is, what was best, and what it used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from orthought.base import Model
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.state import CampaignState
from orthought.solution import Usage


class Status(Model):
    """A campaign at a glance."""

    name: str
    proposer: str
    """With its options."""
    objectives: tuple[Objective, ...]
    measured: int
    """Results, those from before the campaign included."""
    answered: int
    """Results that answer proposals; these count against the budget."""
    failed: int
    """Experiments that gave no number."""
    open: int
    """Proposals that wait for their results."""
    batches: int
    budget: int | None = None
    left: int | None = None
    """Experiments of the budget that are neither done nor proposed; None: no end."""
    best: tuple[Observation, ...] = ()
    """The best result by the combined objectives; the first where several are equal."""
    front: tuple[Observation, ...] = ()
    """With several objectives: results that no other one beats in all of them."""
    usage: Usage | None = None
    """Of the language model; None: none was asked."""
    seconds: float = 0.0
    """Of the proposer."""


def status_of(state: CampaignState, events: Sequence[Mapping[str, Any]]) -> Status:
    """Return the status of a campaign."""
    plan, rows = state.plan, state.observations
    values = scores(rows, plan.objectives)
    return Status(
        name=plan.name,
        proposer=plan.proposer.label,
        objectives=plan.objectives,
        measured=len(rows),
        answered=state.answered,
        failed=sum(value is None for value in values),
        open=len(state.open),
        batches=len(state.batches),
        budget=plan.budget,
        left=state.left,
        best=best_of(rows, values),
        front=_front(rows, plan.objectives),
        usage=usage_of(events),
        seconds=round(sum(batch.seconds for batch in state.batches), 3),
    )


def best_of(rows: Sequence[Observation], values: Sequence[float | None]) -> tuple[Observation, ...]:
    """Return the row with the largest score, nothing where no row has one."""
    known = [(value, -number) for number, value in enumerate(values) if value is not None]
    return (rows[-max(known)[1]],) if known else ()


def usage_of(events: Sequence[Mapping[str, Any]]) -> Usage | None:
    """Return what the language model cost, from a log; None: it was never asked.

    Replies that never arrived because the process was killed are counted as calls.
    """
    calls = sum(event.get("type") == "call" for event in events)
    replies = [event for event in events if event.get("type") == "reply"]
    if not calls and not replies:
        return None
    from orthought.llm.ledger import Ledger
    from orthought.llm.protocol import Reply

    ledger = Ledger()
    for event in replies:
        ledger.add(str(event.get("stage", "")), Reply.model_validate(event["reply"]))
    return ledger.total().model_copy(update={"calls": calls})


def _front(rows: Sequence[Observation], objectives: Sequence[Objective]) -> tuple[Observation, ...]:
    if len(objectives) < 2:
        return ()
    from orthought.campaign.pareto import pareto_rows

    return tuple(rows[number] for number in pareto_rows(rows, objectives))
