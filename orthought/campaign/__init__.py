"""Campaigns: who proposes experiments, what came of them, and how proposers compare.

The public names are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.campaign.campaign import Campaign
    from orthought.campaign.lookup import LookupSet, open_set
    from orthought.campaign.observations import Objective, Observation, Proposal
    from orthought.campaign.proposers.gp import GaussianProcessProposer
    from orthought.campaign.proposers.llm import LLMProposer
    from orthought.campaign.proposers.random import RandomProposer
    from orthought.campaign.protocol import Proposer
    from orthought.campaign.settings import read_settings
    from orthought.campaign.simulation.api import simulate, simulate_async
    from orthought.campaign.simulation.folder import read_simulation
    from orthought.campaign.space import (
        Categorical,
        Continuous,
        Discrete,
        Integer,
        Option,
        Space,
    )
    from orthought.campaign.trajectory import Trajectory

_HOMES = {
    "Campaign": "orthought.campaign.campaign",
    "Categorical": "orthought.campaign.space",
    "Continuous": "orthought.campaign.space",
    "Discrete": "orthought.campaign.space",
    "GaussianProcessProposer": "orthought.campaign.proposers.gp",
    "Integer": "orthought.campaign.space",
    "LLMProposer": "orthought.campaign.proposers.llm",
    "LookupSet": "orthought.campaign.lookup",
    "Objective": "orthought.campaign.observations",
    "Observation": "orthought.campaign.observations",
    "Option": "orthought.campaign.space",
    "Proposal": "orthought.campaign.observations",
    "Proposer": "orthought.campaign.protocol",
    "RandomProposer": "orthought.campaign.proposers.random",
    "Space": "orthought.campaign.space",
    "Trajectory": "orthought.campaign.trajectory",
    "open_set": "orthought.campaign.lookup",
    "read_settings": "orthought.campaign.settings",
    "read_simulation": "orthought.campaign.simulation.folder",
    "simulate": "orthought.campaign.simulation.api",
    "simulate_async": "orthought.campaign.simulation.api",
}

__all__ = [
    "Campaign",
    "Categorical",
    "Continuous",
    "Discrete",
    "GaussianProcessProposer",
    "Integer",
    "LLMProposer",
    "LookupSet",
    "Objective",
    "Observation",
    "Option",
    "Proposal",
    "Proposer",
    "RandomProposer",
    "Space",
    "Trajectory",
    "open_set",
    "read_settings",
    "read_simulation",
    "simulate",
    "simulate_async",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
