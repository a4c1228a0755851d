"""What a campaign works on: the space, what is wanted, and who proposes how many."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field, model_validator

from orthought.base import Model
from orthought.campaign.objectives import measured_names
from orthought.campaign.observations import Objective
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Space
from orthought.errors import InputError

TOO_MANY: Final = 10_000
"""Experiments in one batch; more are a slip of the pen."""


class ProposerChoice(Model):
    """Who proposes, and how."""

    name: str = Field(default="gp", min_length=1)
    """random, latin_hypercube, gp, baybe, llm, hybrid, replay, or package.module:Class."""
    options: dict[str, Any] = Field(default_factory=dict)
    """The proposer's own options, by name."""

    @model_validator(mode="before")
    @classmethod
    def _written(cls, given: Any) -> Any:
        """Take 'gp', or a table with `name` and the proposer's own options beside it."""
        if isinstance(given, str):
            return {"name": given}
        if isinstance(given, Mapping) and "options" not in given:
            options = {name: value for name, value in given.items() if name != "name"}
            return {**({"name": given["name"]} if "name" in given else {}), "options": options}
        return given

    @property
    def label(self) -> str:
        """Name and options on one line, such as 'gp,acquisition=ucb'."""
        return ",".join([self.name, *(f"{name}={value}" for name, value in self.options.items())])


class Plan(Model):
    """All that proposals depend on, results aside."""

    name: str = Field(default="campaign", min_length=1)
    """Name in reports."""
    space: Space
    """What may be tried."""
    objectives: tuple[Objective, ...] = Field(min_length=1)
    """What is measured, and what is wanted of it."""
    batch: int = Field(default=1, ge=1, le=TOO_MANY)
    """Experiments that are done at once."""
    budget: int | None = Field(default=None, ge=1)
    """Experiments in all; None: no end."""
    proposer: ProposerChoice = ProposerChoice()
    """Who proposes."""
    own: bool = False
    """Whether the proposer is an object that the caller gave, so that nobody else can build it."""
    llm: str | None = None
    """Language model; None: what the user's settings say."""
    seed: int = Field(default=0, ge=0)
    """Seed of all chance."""
    plate: PlateRules | None = None
    """Rules of a batch; an optimization model chooses it under them."""

    @property
    def digest(self) -> str:
        """SHA-256 over all of it, hexadecimal."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def measured(self) -> tuple[str, ...]:
        """The names under which results may be told: measured quantities and objectives."""
        names = (*measured_names(self.objectives), *(each.name for each in self.objectives))
        return tuple(dict.fromkeys(names))


def require_points(space: Space) -> None:
    """Refuse a space in which nothing may be tried.

    Raises:
        InputError: the rules leave no point.
    """
    if not space.rules:
        return
    if space.is_listable:
        if next(space.points(), None) is None:
            raise InputError(
                "the rules leave no combination that may be tried", fix="loosen or remove a rule"
            )
        return
    from numpy.random import default_rng

    space.sample(default_rng(0), 1)
