"""What is proposed, what is measured, what is wanted."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, FiniteFloat, model_validator

from orthought.base import Model
from orthought.campaign.space import Point


class Desirability(Model):
    """How welcome a value is, from 0 at one bound to 1 at the other, or at the target between."""

    low: FiniteFloat
    high: FiniteFloat
    target: FiniteFloat | None = None
    """None: more, or less, is better, as the direction says."""
    shape: FiniteFloat = Field(default=1.0, gt=0)
    """Above 1: only values near the wanted bound count; below 1: any progress counts."""

    @model_validator(mode="after")
    def _bounds_fit(self) -> Self:
        if self.low >= self.high:
            raise ValueError("low is not below high")
        if self.target is not None and not self.low < self.target < self.high:
            raise ValueError("the target is not between low and high")
        return self


class Selectivity(Model):
    """The measured yields that a derived objective is made of, one name a replicate."""

    desired: tuple[str, ...] = Field(min_length=1)
    undesired: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _replicates_pair(self) -> Self:
        if len(self.desired) != len(self.undesired):
            raise ValueError("desired and undesired yields do not pair up")
        return self


class Objective(Model):
    """One measured quantity and what is wanted of it."""

    name: str = Field(min_length=1)
    direction: Literal["maximize", "minimize"] = "maximize"
    unit: str = ""
    weight: FiniteFloat = Field(default=1.0, gt=0)
    """Against the other objectives."""
    scale: FiniteFloat = Field(default=1.0, gt=0)
    """A step that matters, in the unit: weights compare values divided by it."""
    desirability: Desirability | None = None
    selectivity: Selectivity | None = None
    """Where the objective is the weighted selectivity of other measured quantities."""


class Proposal(Model):
    """A point that a proposer wants measured."""

    point: Point
    reason: str = ""
    """Why, for people; empty where the proposer has none in words."""
    proposer: str = ""
    repaired: bool = False
    """True: the proposer's own points were invalid or repeats, and this is the nearest new one."""
    fault: Literal["", "invalid", "repeat"] = ""
    """Only in mode `ironmind`, where such proposals consume budget."""
    raw: str = ""
    """Only with a fault: what was proposed, as it was written."""


class Observation(Model):
    """What was measured at a point."""

    point: Point
    values: dict[str, FiniteFloat | None]
    """By objective; None: the experiment failed and gave no number."""
    batch: int = 0
    """Number of the batch that it answers, from 1; 0: known before the campaign."""
    reason: str = ""
    """Why it was proposed, as the proposal said."""
