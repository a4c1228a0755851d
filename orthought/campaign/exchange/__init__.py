"""Rows and runs of campaigns out of files and into files."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.campaign.exchange.files import read_observations, write_observations
    from orthought.campaign.exchange.history import History, read_history
    from orthought.campaign.exchange.iron_mind import read_run, read_runs, write_runs
    from orthought.campaign.exchange.rows import already_told, read_rows, write_rows

_HOMES = {
    "History": "history",
    "already_told": "rows",
    "read_history": "history",
    "read_observations": "files",
    "read_rows": "rows",
    "read_run": "iron_mind",
    "read_runs": "iron_mind",
    "write_observations": "files",
    "write_rows": "rows",
    "write_runs": "iron_mind",
}

__all__ = [
    "History",
    "already_told",
    "read_history",
    "read_observations",
    "read_rows",
    "read_run",
    "read_runs",
    "write_observations",
    "write_rows",
    "write_runs",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the log of a campaign needs only a few of these."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
