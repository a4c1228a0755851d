"""The library's front door: a text and tables in, a solution out, everything written to a run."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from orthought import __version__
from orthought.agent.artefacts import write_artefacts
from orthought.agent.attempt import Attempt, Draft, try_draft
from orthought.agent.context import Context, Reading, Workshop
from orthought.agent.finish import make_solution
from orthought.agent.registry import get_method
from orthought.agent.screening import require_problem
from orthought.agent.stored import read_run_data, replace_tables
from orthought.agent.workplace import end_workers, open_session, shared_sandbox, solver_options
from orthought.errors import InputError, OrthoughtError, RunFolderError
from orthought.llm.registry import open_model
from orthought.problem import Data, Problem
from orthought.runs import Event, RunFolder, open_run, read_events, slug
from orthought.settings import Settings, load_settings
from orthought.solution import Solution
from orthought.tables import Loaded
from orthought.tables import load as load_tables

Sources = Mapping[str, Any] | Sequence[Path | str] | None
OnEvent = Callable[[Event], None]


async def solve_async(
    text: str,
    *,
    data: Sources = None,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    on_text: Callable[[str], None] | None = None,
    ask: Callable[[str], str] | None = None,
) -> Solution:
    """Turn a problem in words into a verified answer.

    Args:
        text: the problem, in any language.
        data: tables and documents: names to DataFrames or plain values, or paths of files.
        settings: where not given, environment and configuration files decide.
        out: the run folder; default `./runs/<slug>-<digest>`. A finished run there is returned.
        fresh: begin anew although the run stands.
        on_event: receives each event of the run, and what is announced but not kept: `folder`
            with its path, `progress` with what is done of something long.
        on_text: receives the language model's text as it arrives.
        ask: receives the name of a missing number and returns the user's answer.

    Raises:
        UsageError: before anything is paid for; LanguageModelError, SandboxError, SolverError:
        the run folder stays and the same call goes on from there.
    """
    chosen = settings or load_settings({})[0]
    loaded = load_tables(data or {})
    problem = _problem(text, loaded)
    require_problem(problem)
    folder = Path(out) if out else default_folder(problem, chosen)
    description = _description(problem, chosen, "solve")
    with open_run(folder) as run:
        finished = _begin(run, description, fresh, on_event)
        if finished is not None:
            return finished

        async def work(context: Context) -> Attempt:
            attempt: Attempt = await get_method(chosen.method).attempt(context)
            return attempt

        return await _work(run, problem, loaded.data, chosen, work, on_text, ask)


def solve(
    text: str,
    *,
    data: Sources = None,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    on_text: Callable[[str], None] | None = None,
    ask: Callable[[str], str] | None = None,
    **overrides: Any,
) -> Solution:
    """Do what `solve_async` does, blocking. `overrides` are fields of Settings: llm, solver, ..."""
    chosen = _override(settings, overrides)
    return _run(
        solve_async(
            text,
            data=data,
            settings=chosen,
            out=out,
            fresh=fresh,
            on_event=on_event,
            on_text=on_text,
            ask=ask,
        )
    )


def refine(
    run: Path | str,
    change: str,
    *,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    on_text: Callable[[str], None] | None = None,
    ask: Callable[[str], str] | None = None,
    **overrides: Any,
) -> Solution:
    """Change a model that stands by a sentence; the result is a run of its own.

    Raises:
        RunFolderError: `run` holds no finished model. InputError: the change is empty.
    """
    chosen = _override(settings, overrides)
    before, draft = _standing(run)
    if not change.strip():
        raise InputError("the change is empty", fix="say in a sentence what should be different")
    loaded = read_run_data(Path(run), draft.formulation)
    problem = _problem(f"{before.text.strip()}\n\n{change.strip()}", loaded)
    folder = Path(out) if out else default_folder(problem, chosen)
    with open_run(folder) as opened:
        description = _description(problem, chosen, "refine", str(run))
        finished = _begin(opened, description, fresh, on_event)
        if finished is not None:
            return finished

        async def work(context: Context) -> Attempt:
            method = get_method(chosen.method)
            if not hasattr(method, "refine"):
                raise InputError(f"the method {chosen.method!r} cannot refine a model")
            attempt: Attempt = await method.refine(context, draft, change.strip())
            return attempt

        return _run(_work(opened, problem, loaded.data, chosen, work, on_text, ask))


def resolve(
    run: Path | str,
    *,
    data: Sources = None,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    **overrides: Any,
) -> Solution:
    """Solve the model of a run again on new data, without a language model.

    Tables replace those of the same name and must have their columns; a document (or mapping)
    whose keys are parameters of the formulation replaces their values.

    Raises:
        RunFolderError: `run` holds no model. InputError: the new data do not fit it.
    """
    chosen = _override(settings, overrides)
    before, draft = _standing(run)
    stored = read_run_data(Path(run), draft.formulation)
    loaded, draft = replace_tables(stored, load_tables(data or {}), draft)
    problem = _problem(before.text, loaded)
    folder = Path(out) if out else default_folder(problem, chosen, draft)
    with open_run(folder) as opened:
        description = _description(problem, chosen, "resolve", str(run), draft)
        finished = _begin(opened, description, fresh, on_event)
        if finished is not None:
            return finished
        return _run(_solve_again(opened, problem, loaded.data, chosen, draft))


def load(run: Path | str) -> Solution:
    """Read the solution of a run.

    Raises:
        RunFolderError: no finished run there, or one of a newer schema.
    """
    path = Path(run) / "solution.json"
    try:
        return Solution.model_validate_json(path.read_bytes())
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


def default_folder(problem: Problem, settings: Settings, draft: Draft | None = None) -> Path:
    """Return `<runs>/<slug>-<digest>`: the same problem and settings give the same folder."""
    digest = _digest(problem, settings, draft)
    return Path(settings.runs) / f"{slug(problem.text)}-{digest[:8]}"


def _digest(problem: Problem, settings: Settings, draft: Draft | None) -> str:
    extra = [draft.formulation.model_dump_json(), draft.program] if draft else []
    what = [problem.digest, settings.model_dump(mode="json", exclude=_NOT_IDENTITY), *extra]
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()


_NOT_IDENTITY = {"runs", "cache", "requests_per_minute", "timeout", "offline"}
"""Settings that change how a run is done but not what it is."""


def _problem(text: str, loaded: Loaded) -> Problem:
    errors = [finding for finding in loaded.findings if finding.severity == "error"]
    if errors:
        lines = "; ".join(f"{item.source}: {item.message}" for item in errors)
        raise InputError(lines, fix=errors[0].fix or "mend the data and repeat the command")
    return Problem(
        text=text,
        tables=loaded.tables,
        documents=loaded.documents,
        findings=loaded.findings,
        data_digest=loaded.digest,
    )


def _description(
    problem: Problem,
    settings: Settings,
    action: str,
    source: str | None = None,
    draft: Draft | None = None,
) -> dict[str, Any]:
    return {
        "digest": _digest(problem, settings, draft),
        "action": action,
        "source": source,
        "orthought": __version__,
        "problem": problem.model_dump(mode="json"),
        "settings": settings.model_dump(mode="json"),
    }


def _begin(
    run: RunFolder, description: dict[str, Any], fresh: bool, on_event: OnEvent | None
) -> Solution | None:
    """Start or resume the run; return its solution where it is finished."""
    if fresh:
        run.clear()
    if on_event is not None:
        run.listen(on_event)
    run.announce({"type": "folder", "path": str(run.path)})
    run.start(description)
    if any(event["type"] == "solution" for event in run.events):
        return load(run.path)
    return None


async def _work(
    run: RunFolder,
    problem: Problem,
    tables: Data,
    settings: Settings,
    work: Callable[[Context], Any],
    on_text: Callable[[str], None] | None,
    ask: Callable[[str], str] | None,
) -> Solution:
    """Open what a context needs, work in it, write the artefacts, close it again."""
    from orthought.llm.profiles import profile_of

    began = time.monotonic()
    async with AsyncExitStack() as stack:
        workshop = _workshop(run, settings)
        model = open_model(
            settings.llm,
            base_url=settings.base_url,
            offline=settings.offline,
            on_progress=lambda what, done, total: run.announce(
                {"type": "progress", "message": what, "done": done, "total": total}
            ),
        )
        stack.push_async_callback(model.aclose)
        session = open_session(model, settings, run.events, run.append)
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
        )
        try:
            attempt = await work(context)
        except OrthoughtError as error:
            run.append({"type": "error", "kind": type(error).__name__, "message": error.message})
            raise
        solution = await make_solution(context, attempt, time.monotonic() - began, run.path)
        write_artefacts(run, solution, attempt, tables)
        return solution


async def _solve_again(
    run: RunFolder, problem: Problem, tables: Data, settings: Settings, draft: Draft
) -> Solution:
    from orthought.agent.finish import make_resolved

    began = time.monotonic()
    workshop = _workshop(run, settings)
    attempt = await try_draft(workshop, draft, tables, 1)
    solution = await make_resolved(problem, workshop, attempt, time.monotonic() - began, run.path)
    write_artefacts(run, solution, attempt, tables)
    return solution


def _workshop(run: RunFolder, settings: Settings) -> Workshop:
    from orthought import solvers

    sandbox = shared_sandbox(settings)
    solvers.warm()
    return Workshop(sandbox, solver_options(settings), run.append)


def _run(work: Coroutine[Any, Any, Solution]) -> Solution:
    """Run to the end. Ctrl-C ends the workers: their threads would be waited for otherwise."""

    async def interruptible() -> Solution:
        try:
            return await work
        except asyncio.CancelledError:
            end_workers()
            raise

    return asyncio.run(interruptible())


def _override(settings: Settings | None, overrides: dict[str, Any]) -> Settings:
    base = settings.model_dump() if settings else {}
    return load_settings({**base, **overrides})[0]


def _standing(run: Path | str) -> tuple[Solution, Draft]:
    solution = load(run)
    if solution.formulation is None or not solution.program:
        raise RunFolderError(
            f"the run {run} holds no model (it {solution.status})",
            fix="name a run that was solved",
        )
    return solution, Draft(solution.formulation, solution.program)
