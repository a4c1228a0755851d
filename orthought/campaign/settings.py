"""What a campaign is: the content of its `campaign.toml`, typed and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from orthought.base import Model
from orthought.campaign.misfits import misfit
from orthought.campaign.objectives import check_objectives, measured_names
from orthought.campaign.observations import Objective
from orthought.campaign.plan import TOO_MANY, Plan, ProposerChoice, require_points
from orthought.campaign.plates.rules import PlateRules
from orthought.campaign.space import Parameter, Space
from orthought.errors import InputError

FILE = "campaign.toml"


class WrittenRule(Model):
    """A rule with the reason for it."""

    rule: str = Field(min_length=1)
    reason: str = ""


class CampaignSettings(Model):
    """What a chemist states of a campaign. Unknown keys are errors."""

    name: str = Field(default="campaign", min_length=1)
    """Name in reports."""
    description: str = ""
    """What the experiment is, in words; language models read it."""
    parameters: tuple[Parameter, ...] = Field(min_length=1)
    """What may be varied."""
    rules: tuple[str | WrittenRule, ...] = ()
    """Which combinations may be tried, in the words of `orthought.campaign.space.writing`."""
    objectives: tuple[Objective, ...] = Field(min_length=1)
    """What is measured, and what is wanted of it."""
    known: str = ""
    """File with results from before the campaign, beside the settings' file or by a full path."""
    batch: int = Field(default=1, ge=1, le=TOO_MANY)
    """Experiments that are done at once."""
    budget: int | None = Field(default=None, ge=1)
    """Experiments in all; unset: no end."""
    proposer: ProposerChoice = ProposerChoice()
    """Who proposes."""
    llm: str | None = None
    """Language model; unset: what `orthought config show` says."""
    seed: int = Field(default=0, ge=0)
    """Seed of all chance."""
    plate: PlateRules | None = None
    """Rules of a batch, such as at most two solvents on a plate."""

    @field_validator("parameters", "objectives", mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        return _by_name(given)

    @field_validator("parameters", mode="after")
    @classmethod
    def _distinct(cls, given: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        _require_distinct("parameters", [parameter.name for parameter in given])
        return given

    @field_validator("objectives", mode="after")
    @classmethod
    def _combinable(cls, given: tuple[Objective, ...]) -> tuple[Objective, ...]:
        _require_distinct("objectives", [objective.name for objective in given])
        check_objectives(given)
        return given

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = {parameter.name for parameter in self.parameters}
        both = names & {*self.measured, *(objective.name for objective in self.objectives)}
        if both:
            raise ValueError(f"{', '.join(sorted(both))}: both a parameter and an objective")
        return self

    @property
    def measured(self) -> tuple[str, ...]:
        """The quantities that are measured, by name."""
        return measured_names(self.objectives)

    def plan(self) -> Plan:
        """Return what is done: the parameters have become a space under its rules.

        Raises:
            InputError: a rule cannot be read, or the rules leave nothing.
        """
        space = self._space()
        return Plan(
            name=self.name,
            space=space,
            objectives=self.objectives,
            batch=self.batch,
            budget=self.budget,
            proposer=self.proposer,
            llm=self.llm,
            seed=self.seed,
            plate=self._plate(space),
        )

    def _plate(self, space: Space) -> PlateRules | None:
        if self.plate is None:
            return None
        from orthought.campaign.plates.rules import fit_rules

        return fit_rules(self.plate, space)

    def _space(self) -> Space:
        space = Space(parameters=self.parameters, description=self.description)
        if self.rules:
            from orthought.campaign.space.writing import read_rules

            written = [rule if isinstance(rule, str) else rule.model_dump() for rule in self.rules]
            space = space.model_copy(update={"rules": read_rules(written, self.parameters)})
            require_points(space)
        return space


def read_settings(path: Path | str, changes: Mapping[str, Any] | None = None) -> CampaignSettings:
    """Read a campaign file (TOML); `changes` take the place of what it says.

    Raises:
        InputError: the file cannot be read, or holds an unknown key or a value that does not fit.
    """
    file = Path(path)
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"the campaign {file} cannot be read: {error.strerror}",
            fix="check the path; without a file, `orthought campaign new` asks for all of it",
        ) from None
    except ValueError as error:
        raise InputError(
            f"the campaign {file} cannot be read: {error}", fix="mend the file (it is TOML)"
        ) from None
    return make_settings({**content, **(changes or {})}, str(file))


def make_settings(content: Mapping[str, Any], source: str) -> CampaignSettings:
    """Return the settings that a mapping describes.

    Raises:
        InputError: an unknown key (near misses are named), or a value that does not fit.
    """
    try:
        return CampaignSettings.model_validate(dict(content))
    except ValidationError as error:
        raise misfit(error, CampaignSettings, content, source) from None


def _by_name(given: Any) -> Any:
    """Take tables by name, a list of tables, or names alone; the kind follows from what is said."""
    if isinstance(given, Mapping):
        given = [
            {"name": name, **table} if isinstance(table, Mapping) else table
            for name, table in given.items()
        ]
    if not isinstance(given, list | tuple):
        return given
    return tuple(_spelled_out(item) for item in given)


def _spelled_out(item: Any) -> Any:
    if isinstance(item, str):
        return {"name": item}
    if not isinstance(item, Mapping):
        return item
    table = dict(item)
    if "options" in table and isinstance(table["options"], list | tuple):
        table["options"] = tuple(_option(option) for option in table["options"])
    if "kind" not in table and (kind := _kind(table)):
        table["kind"] = kind
    return table


def _kind(table: Mapping[str, Any]) -> str:
    if "options" in table:
        return "categorical"
    if "numbers" in table:
        return "discrete"
    return "continuous" if "low" in table or "high" in table else ""


def _option(given: Any) -> Any:
    """An option may be a name alone; a number is a name, too."""
    if isinstance(given, bool):
        return {"name": str(given).lower()}
    return {"name": str(given)} if isinstance(given, str | int | float) else given


def _require_distinct(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"two {what} are called {', '.join(twice)}")
