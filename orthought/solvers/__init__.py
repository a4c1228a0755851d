"""Solve instances: the right solver in a worker process, and our own check of what it says.

Everything works from `Instance`; nothing here imports pyomo, and no solver is loaded into the
calling process.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.solvers.diagnosis import diagnose
    from orthought.solvers.evaluate import row_activities
    from orthought.solvers.exporting import export
    from orthought.solvers.hardest import find_hard_parts
    from orthought.solvers.sensitivity import sensitivities
    from orthought.solvers.service import SolverReport, installed, shutdown, warm
    from orthought.solvers.solving import solve
    from orthought.solvers.verification import verify

_HOMES = {
    "SolverReport": "orthought.solvers.service",
    "installed": "orthought.solvers.service",
    "diagnose": "orthought.solvers.diagnosis",
    "export": "orthought.solvers.exporting",
    "find_hard_parts": "orthought.solvers.hardest",
    "sensitivities": "orthought.solvers.sensitivity",
    "row_activities": "orthought.solvers.evaluate",
    "shutdown": "orthought.solvers.service",
    "solve": "orthought.solvers.solving",
    "verify": "orthought.solvers.verification",
    "warm": "orthought.solvers.service",
}

__all__ = [
    "SolverReport",
    "diagnose",
    "export",
    "find_hard_parts",
    "installed",
    "row_activities",
    "sensitivities",
    "shutdown",
    "solve",
    "verify",
    "warm",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the worker needs only a few modules of these."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
