"""The evaluator: sets, label versions, scoring, equivalence, statistics, runs, reports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.evaluation.api import evaluate, evaluate_async
    from orthought.evaluation.experiment import Experiment, read_experiment
    from orthought.evaluation.runner import Conduct, EvaluationRun, Shard, read_run, read_runs

_HOMES = {
    "Conduct": "orthought.evaluation.runner",
    "EvaluationRun": "orthought.evaluation.runner",
    "Experiment": "orthought.evaluation.experiment",
    "Shard": "orthought.evaluation.runner",
    "evaluate": "orthought.evaluation.api",
    "evaluate_async": "orthought.evaluation.api",
    "read_experiment": "orthought.evaluation.experiment",
    "read_run": "orthought.evaluation.runner",
    "read_runs": "orthought.evaluation.runner",
}

__all__ = [
    "Conduct",
    "EvaluationRun",
    "Experiment",
    "Shard",
    "evaluate",
    "evaluate_async",
    "read_experiment",
    "read_run",
    "read_runs",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: reading a card needs no solver."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)
