"""ORThought: decision problems stated in words become checked optimization answers.

The public names are loaded when they are first used, so that `import orthought` stays fast and
loads none of pyomo, pandas or langchain.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.agent.api import load, refine, resolve, solve, solve_async
    from orthought.errors import OrthoughtError
    from orthought.formulation import Formulation
    from orthought.outcome import Outcome
    from orthought.problem import Problem
    from orthought.settings import Settings, load_settings
    from orthought.solution import Check, Decision, Solution, Status

__version__ = "0.1.0"

_HOMES = {
    "Check": "orthought.solution",
    "Decision": "orthought.solution",
    "Formulation": "orthought.formulation",
    "OrthoughtError": "orthought.errors",
    "Outcome": "orthought.outcome",
    "Problem": "orthought.problem",
    "Settings": "orthought.settings",
    "Solution": "orthought.solution",
    "Status": "orthought.solution",
    "load": "orthought.agent.api",
    "load_settings": "orthought.settings",
    "refine": "orthought.agent.api",
    "resolve": "orthought.agent.api",
    "solve": "orthought.agent.api",
    "solve_async": "orthought.agent.api",
}

__all__ = [
    "Check",
    "Decision",
    "Formulation",
    "OrthoughtError",
    "Outcome",
    "Problem",
    "Settings",
    "Solution",
    "Status",
    "load",
    "load_settings",
    "refine",
    "resolve",
    "solve",
    "solve_async",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'orthought' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
