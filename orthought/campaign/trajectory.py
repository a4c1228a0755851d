"""One run of a campaign from its first proposal to its last result, as plain data."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from orthought.base import Model
from orthought.campaign.observations import Observation, Proposal
from orthought.solution import Usage


class Trajectory(Model):
    """What was proposed and measured, one entry for each unit of budget, in order."""

    set_name: str
    proposer: str
    seed: int = 0
    budget: int = Field(ge=1)
    batch: int = Field(default=1, ge=1)
    known: tuple[Observation, ...] = ()
    """Told before the first proposal, outside the budget."""
    proposals: tuple[Proposal, ...] = ()
    observations: tuple[Observation, ...] = ()
    """Answers the proposals one by one; one to a faulty proposal holds no numbers."""
    usage: Usage | None = None
    """None: no language model was asked."""
    seconds: float = Field(default=0.0, ge=0)
    """Of the proposer, measuring left aside."""

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        if len(self.proposals) != len(self.observations):
            raise ValueError("proposals and observations do not pair up")
        return self
