"""The library's front door: a text and tables in, a solution out, everything written to a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orthought.agent.attempt import Attempt, Draft
from orthought.agent.context import Ask, Context
from orthought.agent.identity import default_folder, description_of
from orthought.agent.registry import get_method
from orthought.agent.running import (
    OnEvent,
    begin,
    load,
    require_no_loop,
    run_to_end,
    solve_again,
    work_through,
)
from orthought.agent.screening import require_problem
from orthought.agent.stored import read_run_data, replace_tables
from orthought.errors import InputError, RunFolderError
from orthought.llm.protocol import OnText
from orthought.problem import Problem
from orthought.runs import open_run
from orthought.settings import Settings, load_settings
from orthought.solution import Solution
from orthought.tables import Loaded
from orthought.tables import load as load_tables

__all__ = ["load", "refine", "resolve", "solve", "solve_async"]

Sources = Mapping[str, Any] | Sequence[Path | str] | None


async def solve_async(
    text: str,
    *,
    data: Sources = None,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    on_text: OnText | None = None,
    ask: Ask | None = None,
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
    description = description_of(problem, chosen, "solve")
    with open_run(folder) as run:
        finished = begin(run, description, fresh, on_event)
        if finished is not None:
            return finished

        async def work(context: Context) -> Attempt:
            attempt: Attempt = await get_method(chosen.method).attempt(context)
            return attempt

        return await work_through(run, problem, loaded.data, chosen, work, on_text, ask)


def solve(
    text: str,
    *,
    data: Sources = None,
    settings: Settings | None = None,
    out: Path | str | None = None,
    fresh: bool = False,
    on_event: OnEvent | None = None,
    on_text: OnText | None = None,
    ask: Ask | None = None,
    **overrides: Any,
) -> Solution:
    """Do what `solve_async` does, blocking. `overrides` are fields of Settings: llm, solver, ..."""
    require_no_loop("solve", "`await orthought.solve_async(...)`")
    chosen = _override(settings, overrides)
    return run_to_end(
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
    on_text: OnText | None = None,
    ask: Ask | None = None,
    **overrides: Any,
) -> Solution:
    """Change a model that stands by a sentence; the result is a run of its own.

    Raises:
        RunFolderError: `run` holds no finished model. InputError: the change is empty.
    """
    require_no_loop("refine", "`await asyncio.to_thread(orthought.refine, run, change)`")
    chosen = _override(settings, overrides)
    before, draft = _standing(run)
    if not change.strip():
        raise InputError("the change is empty", fix="say in a sentence what should be different")
    loaded = read_run_data(Path(run), draft.formulation)
    problem = _problem(f"{before.text.strip()}\n\n{change.strip()}", loaded)
    folder = Path(out) if out else default_folder(problem, chosen, "refine", draft)
    with open_run(folder) as opened:
        description = description_of(problem, chosen, "refine", str(run), draft)
        finished = begin(opened, description, fresh, on_event)
        if finished is not None:
            return finished

        async def work(context: Context) -> Attempt:
            method = get_method(chosen.method)
            if not hasattr(method, "refine"):
                raise InputError(f"the method {chosen.method!r} cannot refine a model")
            attempt: Attempt = await method.refine(context, draft, change.strip())
            return attempt

        return run_to_end(work_through(opened, problem, loaded.data, chosen, work, on_text, ask))


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
    require_no_loop("resolve", "`await asyncio.to_thread(orthought.resolve, run, data=data)`")
    chosen = _override(settings, overrides)
    before, draft = _standing(run)
    stored = read_run_data(Path(run), draft.formulation)
    loaded, draft = replace_tables(stored, load_tables(data or {}), draft)
    problem = _problem(before.text, loaded)
    folder = Path(out) if out else default_folder(problem, chosen, "resolve", draft)
    with open_run(folder) as opened:
        description = description_of(problem, chosen, "resolve", str(run), draft)
        finished = begin(opened, description, fresh, on_event)
        if finished is not None:
            return finished
        return run_to_end(solve_again(opened, problem, loaded.data, chosen, draft))


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
