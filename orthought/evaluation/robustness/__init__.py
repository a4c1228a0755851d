"""Robustness: the same problems in other words or with other numbers, and what that costs.

`starter~synonyms@1` is the starter set reworded by the rule `synonyms` with the seed 1: a set like
any other, with the labels of its base. `starter~numbers@1` has other numbers in the same text, and
labels that the proofs of its base gave anew.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.evaluation.robustness.comparing import Drop, Robustness, compare_robustness
    from orthought.evaluation.robustness.rules import RULES, Reworded, reword

_HOMES = {
    "RULES": "rules",
    "Reworded": "rules",
    "reword": "rules",
    "Drop": "comparing",
    "Robustness": "comparing",
    "compare_robustness": "comparing",
}

__all__ = ["RULES", "Drop", "Reworded", "Robustness", "compare_robustness", "reword"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
