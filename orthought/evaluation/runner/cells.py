"""One cell: its problem under its method, worked through in a run folder of its own."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from orthought.agent.attempt import Attempt
from orthought.agent.context import Context
from orthought.agent.identity import description_of
from orthought.agent.registry import get_method
from orthought.agent.running import begin, work_through
from orthought.agent.workplace import Shared
from orthought.errors import (
    EndpointFaultError,
    EndpointUnavailableError,
    MissingExtraError,
    OrthoughtError,
    RunFolderError,
    SandboxUnavailableError,
    SettingsError,
)
from orthought.evaluation.experiment import Experiment
from orthought.evaluation.problems import BenchmarkProblem
from orthought.evaluation.results import CellResult, result_of
from orthought.evaluation.runner.plan import Task
from orthought.llm.ledger import Budget, add_usage
from orthought.llm.protocol import Reply
from orthought.problem import Problem
from orthought.runs import Event, RunFolder, open_run
from orthought.settings import Settings
from orthought.solution import Usage

RESULT: Final = "result.json"
INSTANCE: Final = "instance.frame"
PAID: Final = ("run", "reply", "solution")
"""Events forced to the disk: forcing each of hundreds in flight would hold the others up."""


def read_result(folder: Path) -> CellResult | None:
    """Return the result of a finished cell; a file that is damaged counts as none."""
    try:
        return CellResult.model_validate_json((folder / RESULT).read_bytes())
    except (OSError, ValidationError):
        return None


async def solve_cell(
    task: Task, experiment: Experiment, root: Path, shared: Shared, extra: Mapping[str, Any]
) -> CellResult | None:
    """Work through one cell and write its result.

    Args:
        task: what to do.
        experiment: what holds for all cells.
        root: folder of the evaluation.
        shared: the model, its pace and the budget of the whole evaluation.
        extra: settings that are no part of the experiment, such as `cache`.

    Returns:
        The result; None where a fault of the endpoint or the budget of the whole evaluation
        stopped the cell, so that the same command goes on with it later.

    Raises:
        OrthoughtError: what would stop every other cell as well: nobody answers, no sandbox,
            a setting that fits nothing, a full disk.
    """
    settings = experiment.settings(task.cell.method, task.cell.llm, task.cell.sample, **extra)
    door = Budget(within=shared.budget)  # tells whether it was this cell that was refused
    started = time.monotonic()
    with open_run(root / task.folder, forced=PAID) as run:
        try:
            result = await _solved(task, settings, run, replace(shared, budget=door))
        except _STOPPING:
            raise
        except EndpointFaultError:
            return None
        except Exception as error:  # also a fault of ours: it counts, and the other cells go on
            result = _broken(task, error, run, time.monotonic() - started)
        if door.refused:
            return None
        run.write(RESULT, result.model_dump_json(indent=1))
        return result


_STOPPING: Final = (
    EndpointUnavailableError,
    MissingExtraError,
    RunFolderError,
    SandboxUnavailableError,
    SettingsError,
)


async def _solved(task: Task, settings: Settings, run: RunFolder, shared: Shared) -> CellResult:
    problem, data = load_problem(task.problem)
    description = description_of(problem, settings, "evaluate")
    solution = begin(run, description, False, None)
    if solution is None:

        async def work(context: Context) -> Attempt:
            attempt: Attempt = await get_method(settings.method).attempt(context)
            _keep_instance(run, attempt)
            return attempt

        solution = await work_through(run, problem, data, settings, work, None, None, shared=shared)
    result = result_of(task.cell, task.problem.digest, solution, task.folder)
    return result.model_copy(
        update={
            "usage": usage_of(run.events),
            "usage_by_stage": usage_by_stage(run.events),
            "candidates": _candidates(run.events),
        }
    )


def load_problem(problem: BenchmarkProblem) -> tuple[Problem, dict[str, Any]]:
    """Return what a method sees of a benchmark problem, and its data."""
    from orthought.tables import load as load_tables

    files = load_tables([*problem.files]) if problem.files else None
    loaded = files if files is not None else load_tables(problem.values)
    return (
        Problem(
            text=problem.text,
            tables=loaded.tables,
            documents=loaded.documents,
            findings=loaded.findings,
            data_digest=loaded.digest,
        ),
        loaded.data,
    )


def _keep_instance(run: RunFolder, attempt: Attempt) -> None:
    """Keep the instance exactly: the exports that a run writes round names and lose expressions."""
    if attempt.instance is not None:
        from orthought.instance_frames import to_frame

        run.write(INSTANCE, to_frame(attempt.instance))


def _broken(task: Task, error: Exception, run: RunFolder, seconds: float) -> CellResult:
    message = error.message if isinstance(error, OrthoughtError) else repr(error)
    return CellResult(
        cell=task.cell,
        problem_digest=task.problem.digest,
        status="error",
        error=type(error).__name__,
        message=" ".join(message.split())[:400],
        usage=usage_of(run.events),
        usage_by_stage=usage_by_stage(run.events),
        candidates=_candidates(run.events),
        seconds=round(seconds, 3),
        folder=task.folder,
    )


def usage_of(events: Sequence[Event]) -> Usage:
    """Return what a cell used over all processes that worked on it.

    A reply from a cache counts with its tokens: methods are compared by what they need, not by
    what happened to be paid already.
    """
    return add_usage(Usage(cost_usd=0.0), *usage_by_stage(events).values())


def usage_by_stage(events: Sequence[Event]) -> dict[str, Usage]:
    """Return the same by stage, in the order in which the stages first asked.

    Calls without a reply are left out: that an endpoint failed says nothing of a method.
    """
    found: dict[str, Usage] = {}
    replies = {event["key"]: event for event in events if event.get("type") == "reply"}
    for event in replies.values():
        stage = str(event.get("stage", ""))
        used = _usage_of_reply(Reply.model_validate(event["reply"]))
        found[stage] = add_usage(found.get(stage, Usage(cost_usd=0.0)), used)
    return found


def _usage_of_reply(reply: Reply) -> Usage:
    return Usage(
        calls=1,
        prompt_tokens=reply.tokens.prompt,
        completion_tokens=reply.tokens.completion,
        reasoning_tokens=reply.tokens.reasoning,
        cached_calls=int(reply.replayed),
        cost_usd=reply.cost_usd,
        seconds=reply.seconds,
    )


def _candidates(events: Sequence[Event]) -> tuple[float | None, ...]:
    """Return the objectives of the samples that the method itself drew (the last record counts)."""
    recorded = [event["objectives"] for event in events if event.get("type") == "candidates"]
    return tuple(recorded[-1]) if recorded else ()
