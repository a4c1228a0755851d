"""What stands in a campaign's log: plan, batches and results, rebuilt event by event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from orthought.base import Model
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.plan import Plan
from orthought.errors import RunFolderError

CAMPAIGN_FORMAT: Final = 1
"""Format of what a campaign writes into its log, beside the format of the log itself."""
Event = Mapping[str, Any]


class Place(Model):
    """Where a proposal stands."""

    batch: int
    """Number of the batch, from 1."""
    position: int
    """Within the batch, from 1."""

    def __str__(self) -> str:
        return f"{self.batch}.{self.position}"


class Batch(Model):
    """Proposals that were made together."""

    number: int
    proposals: tuple[Proposal, ...]
    closed: frozenset[int] = frozenset()
    """Positions, from 1, that were answered or given up."""
    seconds: float = 0.0
    """Of the proposer."""

    @property
    def open(self) -> tuple[Place, ...]:
        """The proposals without an answer."""
        positions = range(1, len(self.proposals) + 1)
        return tuple(
            Place(batch=self.number, position=position)
            for position in positions
            if position not in self.closed
        )


class Told(Model):
    """One observation with the proposal that it answers."""

    observation: Observation
    answers: Place | None = None


class Step(Model):
    """What the proposer learned at once."""

    rows: tuple[int, ...] = ()
    """Numbers of observations, from 0."""
    given_up: tuple[Place, ...] = ()
    """Proposals that nobody waits for any more."""


class CampaignState(Model):
    """All that is known of a campaign."""

    plan: Plan
    batches: tuple[Batch, ...] = ()
    observations: tuple[Observation, ...] = ()
    steps: tuple[Step, ...] = ()
    """What was told and given up, in order."""

    @property
    def open(self) -> tuple[Place, ...]:
        """The proposals that wait for their results."""
        return tuple(place for batch in self.batches for place in batch.open)

    @property
    def answered(self) -> int:
        """How many results count against the budget: those that a batch was made for."""
        return sum(row.batch > 0 for row in self.observations)

    @property
    def left(self) -> int | None:
        """How many experiments of the budget are neither done nor proposed; None: no end."""
        budget = self.plan.budget
        return None if budget is None else max(0, budget - self.answered - len(self.open))

    def proposal(self, place: Place) -> Proposal:
        """Return the proposal at a place."""
        return self.batches[place.batch - 1].proposals[place.position - 1]

    def history(self) -> list[tuple[Observation, ...]]:
        """Return what the proposer was told, in groups as it was told.

        What was given up is told as an experiment without a number: it is not proposed again.
        """
        return [
            (
                *(self.observations[number] for number in step.rows),
                *map(self.without_number, step.given_up),
            )
            for step in self.steps
        ]

    def without_number(self, place: Place) -> Observation:
        """Return what the proposer is told of a proposal that was given up."""
        proposal = self.proposal(place)
        values: dict[str, float | None] = dict.fromkeys(self.plan.measured)
        return Observation(
            point=proposal.point, values=values, batch=place.batch, reason=proposal.reason
        )


def read_state(events: Iterable[Event], where: str) -> CampaignState:
    """Return the state that a log describes.

    Args:
        events: of the log, in order.
        where: the folder, for messages.

    Raises:
        RunFolderError: it is no campaign's log, is of a newer format, or does not fit.
    """
    waiting = iter(events)
    first = next(waiting, None)
    if first is None or first.get("kind") != "campaign":
        raise RunFolderError(
            f"{where} holds no campaign", fix="begin one with: orthought campaign new"
        )
    if first["campaign_format"] > CAMPAIGN_FORMAT:
        raise RunFolderError(
            f"{where} was written in campaign format {first['campaign_format']}; this version "
            f"reads up to {CAMPAIGN_FORMAT}",
            fix="install a newer orthought",
        )
    try:
        state = CampaignState(plan=Plan.model_validate(first["plan"]))
        for event in waiting:
            state = after(state, event)
    except (ValidationError, KeyError, IndexError) as error:
        reason = error.errors()[0]["msg"] if isinstance(error, ValidationError) else repr(error)
        raise RunFolderError(
            f"the log of {where} does not fit: {reason}", fix="restore the file from a copy"
        ) from None
    return state


def after(state: CampaignState, event: Event) -> CampaignState:
    """Return the state after one more event; events that change nothing pass."""
    change = _CHANGES.get(str(event.get("type")))
    return state if change is None else change(state, event)


def _planned(state: CampaignState, event: Event) -> CampaignState:
    return state.model_copy(update={"plan": Plan.model_validate(event["plan"])})


def _proposed(state: CampaignState, event: Event) -> CampaignState:
    batch = Batch(
        number=event["batch"],
        proposals=tuple(Proposal.model_validate(item) for item in event["proposals"]),
        seconds=event.get("seconds", 0.0),
    )
    return state.model_copy(update={"batches": (*state.batches, batch)})


def _told(state: CampaignState, event: Event) -> CampaignState:
    rows = [Told.model_validate(row) for row in event["rows"]]
    state = _close(state, [row.answers for row in rows if row.answers is not None])
    first = len(state.observations)
    step = Step(rows=tuple(range(first, first + len(rows))))
    return state.model_copy(
        update={
            "observations": (*state.observations, *(row.observation for row in rows)),
            "steps": (*state.steps, step),
        }
    )


def _corrected(state: CampaignState, event: Event) -> CampaignState:
    rows = list(state.observations)
    for item in event["rows"]:
        rows[item["number"]] = Observation.model_validate(item["observation"])
    return state.model_copy(update={"observations": tuple(rows)})


def _given_up(state: CampaignState, event: Event) -> CampaignState:
    places = tuple(Place.model_validate(place) for place in event["places"])
    state = _close(state, places)
    return state.model_copy(update={"steps": (*state.steps, Step(given_up=places))})


def _close(state: CampaignState, places: Iterable[Place]) -> CampaignState:
    batches = list(state.batches)
    for place in places:
        batch = batches[place.batch - 1]
        closed = batch.closed | {place.position}
        batches[place.batch - 1] = batch.model_copy(update={"closed": closed})
    return state.model_copy(update={"batches": tuple(batches)})


_CHANGES: Final = {
    "plan": _planned,
    "proposed": _proposed,
    "told": _told,
    "corrected": _corrected,
    "given_up": _given_up,
}
