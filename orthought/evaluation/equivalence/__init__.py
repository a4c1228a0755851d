"""Decide whether two instances state the same optimization problem, with proof or not at all."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.evaluation.equivalence.comparing import compare
    from orthought.evaluation.equivalence.mps import read_mps
    from orthought.evaluation.equivalence.result import CompareOptions, Comparison, Witness

_HOMES = {
    "CompareOptions": "orthought.evaluation.equivalence.result",
    "Comparison": "orthought.evaluation.equivalence.result",
    "Witness": "orthought.evaluation.equivalence.result",
    "compare": "orthought.evaluation.equivalence.comparing",
    "read_mps": "orthought.evaluation.equivalence.mps",
}

__all__ = ["CompareOptions", "Comparison", "Witness", "compare", "read_mps"]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: comparing needs numpy and a solver."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
