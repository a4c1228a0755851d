"""From what a caller names as proposer to what is written down, and to the plan of a campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from orthought.campaign.loop import name_of, require_proposer
from orthought.campaign.misfits import misfit
from orthought.campaign.objectives import check_objectives
from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.plan import Plan, ProposerChoice
from orthought.campaign.registry import PROPOSERS, find_proposer, require_options
from orthought.errors import SettingsError


def choose(proposer: Any, options: Mapping[str, Any]) -> tuple[ProposerChoice, Any]:
    """Return the choice to write down and, where the caller built the proposer, the object."""
    if isinstance(proposer, str | ProposerChoice | Mapping):
        choice = ProposerChoice.model_validate(proposer)
        choice = choice.model_copy(update={"options": {**choice.options, **options}})
        require_options(choice.name, find_proposer(choice.name), choice.options)
        return choice, None
    if isinstance(proposer, type):
        return choose(_path_of(proposer), options)
    require_proposer(proposer)
    if options:
        raise SettingsError(
            "options are given for a proposer that is built already", fix="build it with them"
        )
    return ProposerChoice(name=name_of(proposer)), proposer


def _path_of(kind: type[Any]) -> str:
    path = f"{kind.__module__}:{kind.__qualname__}"
    return next((name for name, home in PROPOSERS.items() if home == path), path)


def make_plan(**fields: Any) -> Plan:
    """Return a plan of what a caller states.

    Raises:
        UsageError: something that does not fit; it is named with its fix.
    """
    check_objectives(fields["objectives"])
    if fields.get("plate") is not None:
        from orthought.campaign.plates.rules import fit_rules

        fields["plate"] = fit_rules(fields["plate"], fields["space"])
    try:
        return Plan(**fields)
    except ValidationError as error:
        raise misfit(error, Plan, fields, "the campaign") from None


class Absent:
    """Stands for a proposer that only its owner can give."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, n: int) -> Sequence[Proposal]:
        raise SettingsError(
            f"the campaign was begun with an object of its owner's own ({self.name})",
            fix="give it: Campaign.open(folder, proposer=...); or name another proposer",
        )

    def tell(self, rows: Sequence[Observation]) -> None:
        return
