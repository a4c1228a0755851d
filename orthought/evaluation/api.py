"""The evaluator's front door."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from orthought.agent.running import require_no_loop
from orthought.agent.workplace import end_workers
from orthought.evaluation.experiment import Experiment, make_experiment, read_experiment
from orthought.evaluation.runner.carrying_out import Conduct, OnProgress, carry_out
from orthought.evaluation.runner.folder import EvaluationRun, begin_run, read_run
from orthought.evaluation.runner.manifest import make_manifest
from orthought.evaluation.runner.plan import (
    Shard,
    choose_from,
    make_tasks,
    require_found,
)
from orthought.evaluation.sets import BenchmarkSet, load_set
from orthought.llm.protocol import LanguageModel
from orthought.runs import open_run, slug


async def evaluate_async(
    experiment: Experiment | Path | str,
    *,
    out: Path | str | None = None,
    conduct: Conduct | None = None,
    shard: Shard | None = None,
    fresh: bool = False,
    on_progress: OnProgress | None = None,
    model: LanguageModel | None = None,
    sets: Sequence[BenchmarkSet] | None = None,
    **fields: Any,
) -> EvaluationRun:
    """Measure methods on benchmark problems; the same call again goes on where it stopped.

    Args:
        experiment: an `Experiment`, or the path of an experiment file.
        out: folder of the evaluation; default `./runs/eval-<name>-<digest>`.
        conduct: concurrency, budget of the whole, pace.
        shard: the part of the problems that is done here.
        fresh: begin anew; what stands in the folder is set aside.
        on_progress: is told when a cell begins and ends.
        model: a language model of your own that answers under every name of `experiment.llm`.
        sets: benchmark sets of your own in place of those that `experiment.bench` names.
        fields: fields of `Experiment` that take the place of what the file says.

    Raises:
        UsageError: before anything is paid for. BudgetError, EndpointFaultError and their kin:
        finished problems stay, and the same call goes on.
    """
    chosen = _experiment_of(experiment, fields)
    part = shard or Shard()
    loaded = tuple(sets) if sets is not None else tuple(load_set(name) for name in chosen.bench)
    problems = [p for item in loaded for p in choose_from(chosen, item)]
    require_found(chosen, problems, [p for item in loaded for p in item.base or item.problems])
    tasks = make_tasks(chosen, problems, part)
    folder = Path(out) if out else default_folder(chosen, part)
    with open_run(folder) as run:
        begin_run(run, make_manifest(chosen, loaded, part, len(tasks)), fresh=fresh)
        await carry_out(
            chosen, tasks, folder, conduct or Conduct(), on_progress=on_progress, model=model
        )
        if not any(event["type"] == "finished" for event in run.events):
            run.append({"type": "finished", "cells": len(tasks)})
    return read_run(folder)


def evaluate(experiment: Experiment | Path | str, **options: Any) -> EvaluationRun:
    """Do what `evaluate_async` does, blocking; it takes the same arguments."""
    require_no_loop("evaluate", "`await orthought.evaluation.evaluate_async(...)`")

    async def interruptible() -> EvaluationRun:
        try:
            return await evaluate_async(experiment, **options)
        except asyncio.CancelledError:
            end_workers()  # their threads would be waited for otherwise
            raise

    return asyncio.run(interruptible())


def default_folder(experiment: Experiment, shard: Shard) -> Path:
    """Return `./runs/eval-<name>-<digest>`, with the shard where there are several."""
    part = f"-{shard.number}-of-{shard.count}" if shard.count > 1 else ""
    return Path("runs") / f"eval-{slug(experiment.name)}-{experiment.digest[:8]}{part}"


def _experiment_of(given: Experiment | Path | str, fields: dict[str, Any]) -> Experiment:
    if isinstance(given, Experiment):
        if not fields:
            return given
        return make_experiment({**given.model_dump(), **fields}, "the call")
    return read_experiment(Path(given), fields)
