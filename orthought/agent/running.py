"""The inside of a run: begun or resumed, worked through, written down, closed again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orthought.agent.artefacts import write_artefacts
from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.context import Ask, Context, Reading, Workshop
from orthought.agent.finish import make_resolved, make_solution
from orthought.agent.sent import write_sent
from orthought.agent.workplace import (
    Shared,
    end_workers,
    open_session,
    shared_sandbox,
    solver_options,
)
from orthought.errors import OrthoughtError, RunFolderError, UsageError
from orthought.llm.protocol import LanguageModel, OnText
from orthought.llm.registry import open_model
from orthought.problem import Data, Problem
from orthought.reach import only_this_machine
from orthought.runs import Event, RunFolder, read_events
from orthought.settings import Settings
from orthought.solution import SCHEMA_VERSION, Solution

OnEvent = Callable[[Event], None]


def load(run: Path | str) -> Solution:
    """Read the solution of a run.

    Raises:
        RunFolderError: no finished run there, or one of a newer schema.
    """
    path = Path(run) / "solution.json"
    try:
        solution = Solution.model_validate_json(path.read_bytes())
    except OSError:
        events = read_events(run)
        state = "was not finished" if events else "is empty"
        raise RunFolderError(
            f"the run {run} {state}", fix="repeat the command that began it; it goes on from there"
        ) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise RunFolderError(
            f"{path} cannot be read: {first['loc']}: {first['msg']}",
            fix="it may come from a newer version: install that, or begin anew with --fresh",
        ) from None
    if solution.schema_version > SCHEMA_VERSION:
        raise RunFolderError(
            f"{path} has schema {solution.schema_version}; this version reads {SCHEMA_VERSION}",
            fix="install a newer orthought",
        )
    return solution


def begin(
    run: RunFolder, description: dict[str, Any], fresh: bool, on_event: OnEvent | None
) -> Solution | None:
    """Start or resume the run; return its solution where it is finished."""
    if fresh:
        run.clear()
    if on_event is not None:
        run.listen(on_event)
    run.announce({"type": "folder", "path": str(run.path)})
    run.start(description)
    finished = any(event["type"] == "solution" for event in run.events)
    # Where the file was taken away, the recorded replies give it again.
    return load(run.path) if finished and (run.path / "solution.json").exists() else None


async def work_through(
    run: RunFolder,
    problem: Problem,
    tables: Data,
    settings: Settings,
    work: Callable[[Context], Awaitable[Attempt]],
    on_text: OnText | None,
    ask: Ask | None,
    shared: Shared | None = None,
) -> Solution:
    """Open what a context needs, work in it, write the artefacts, close it again."""
    from orthought.llm.profiles import profile_of

    began = time.monotonic()
    async with AsyncExitStack() as stack:
        stack.enter_context(only_this_machine(settings.offline))
        workshop = _workshop(run, settings)
        if shared is not None:
            model = shared.model
            workshop = replace(workshop, sensitivity_seconds=shared.sensitivity_seconds)
        else:
            model = _open_model(run, settings)
            stack.push_async_callback(model.aclose)
        session = open_session(model, settings, run.events, run.append, shared)
        context = Context(
            problem=problem,
            data=tables,
            reading=Reading.of(problem.text),
            settings=settings,
            session=session,
            profile=profile_of(settings.llm),
            workshop=workshop,
            on_text=on_text,
            ask=ask,
            answers=_answers(run),
            examples=_examples(run),
            is_measured=shared is not None,
            budget_is_final=shared is not None and shared.budget_is_final,
        )
        try:
            attempt = await work(context)
        except OrthoughtError as error:
            run.append({"type": "error", "kind": type(error).__name__, "message": error.message})
            raise
        finally:
            write_sent(run)
        solution = await make_solution(context, attempt, time.monotonic() - began, run.path)
        write_artefacts(run, solution, attempt, tables)
        return solution


def _open_model(run: RunFolder, settings: Settings) -> LanguageModel:
    return open_model(
        settings.llm,
        base_url=settings.base_url,
        offline=settings.offline,
        on_progress=lambda what, done, total: run.announce(
            {"type": "progress", "message": what, "done": done, "total": total}
        ),
    )


async def solve_again(
    run: RunFolder, problem: Problem, tables: Data, settings: Settings, draft: Draft
) -> Solution:
    began = time.monotonic()
    with only_this_machine(settings.offline):
        workshop = _workshop(run, settings)
        attempt = await try_draft(workshop, draft, tables, 1)
    solution = await make_resolved(problem, workshop, attempt, time.monotonic() - began, run.path)
    write_artefacts(run, solution, attempt, tables)
    return solution


def _answers(run: RunFolder) -> dict[str, str]:
    """Return what the user answered before this run was interrupted."""
    answers = (event for event in run.events if event.get("type") == "answer")
    return {str(event.get("question")): str(event.get("answer")) for event in answers}


def _examples(run: RunFolder) -> tuple[str, ...] | None:
    """Return the learned examples that this run chose before it was interrupted."""
    chosen = [event.get("keys") for event in run.events if event.get("type") == "examples"]
    if chosen and isinstance(chosen[-1], list):
        return tuple(map(str, chosen[-1]))
    # Begun without any: none that was learned since may change what was asked.
    return () if any(event.get("type") == "call" for event in run.events) else None


def _workshop(run: RunFolder, settings: Settings) -> Workshop:
    from orthought import solvers

    sandbox = shared_sandbox(settings)
    solvers.warm()
    return Workshop(sandbox, solver_options(settings), run.append)


def run_to_end(work: Coroutine[Any, Any, Solution]) -> Solution:
    """Run to the end. Ctrl-C ends the workers: their threads would be waited for otherwise."""

    async def interruptible() -> Solution:
        try:
            return await work
        except asyncio.CancelledError:
            end_workers()
            raise

    return asyncio.run(interruptible())


def require_no_loop(name: str, instead: str) -> None:
    """Refuse a blocking call where an event loop runs, as in a notebook.

    Raises:
        UsageError: with what to call instead.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise UsageError(f"{name}() blocks and an event loop runs here", fix=f"write {instead}")
