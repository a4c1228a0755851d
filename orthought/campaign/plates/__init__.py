"""Batches under plate rules, chosen by an optimization model.

The public names are loaded when they are first used: the rules alone need no solver.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.campaign.plates.choosing import Plate, choose_batch
    from orthought.campaign.plates.rules import (
        Control,
        PlateRules,
        Price,
        Quota,
        ValueLimit,
        fit_rules,
    )
    from orthought.campaign.words.plate_words import RulesDraft, rules_from_words

_HOMES = {
    "Control": "orthought.campaign.plates.rules",
    "Plate": "orthought.campaign.plates.choosing",
    "PlateRules": "orthought.campaign.plates.rules",
    "Price": "orthought.campaign.plates.rules",
    "Quota": "orthought.campaign.plates.rules",
    "RulesDraft": "orthought.campaign.words.plate_words",
    "ValueLimit": "orthought.campaign.plates.rules",
    "choose_batch": "orthought.campaign.plates.choosing",
    "fit_rules": "orthought.campaign.plates.rules",
    "rules_from_words": "orthought.campaign.words.plate_words",
}

__all__ = [
    "Control",
    "Plate",
    "PlateRules",
    "Price",
    "Quota",
    "RulesDraft",
    "ValueLimit",
    "choose_batch",
    "fit_rules",
    "rules_from_words",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
