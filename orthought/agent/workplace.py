"""Sandboxes are warm and shared: one per tier and process, started before they are needed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from orthought.outcome import SolverOptions
from orthought.settings import Settings

if TYPE_CHECKING:
    from orthought.execution.interface import Sandbox

_sandboxes: dict[str, Sandbox] = {}
_guard = threading.Lock()


def shared_sandbox(settings: Settings) -> Sandbox:
    """Return the process's sandbox of the tier that the settings ask for, starting it.

    Raises:
        SandboxUnavailableError: the machine does not give that tier.
    """
    from orthought.execution import Tier, open_sandbox

    with _guard:
        if settings.sandbox not in _sandboxes:
            tier = None if settings.sandbox == "best" else Tier(settings.sandbox)
            _sandboxes[settings.sandbox] = open_sandbox(tier, allow_unsafe=settings.allow_unsafe)
        sandbox = _sandboxes[settings.sandbox]
    sandbox.start()
    return sandbox


def solver_options(settings: Settings) -> SolverOptions:
    """Return the settings that concern the solver."""
    return SolverOptions(
        solver=settings.solver,
        time_limit=settings.time_limit,
        memory_limit_mb=settings.memory_limit_mb,
        threads=settings.threads,
        seed=settings.seed,
        relative_gap=settings.relative_gap,
    )
