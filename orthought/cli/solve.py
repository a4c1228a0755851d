"""`orthought solve`: a problem in words becomes a checked answer."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, tell

if TYPE_CHECKING:
    from orthought.cli.live import Watcher
    from orthought.settings import Origins, Settings
    from orthought.solution import Solution

HINTS = {"OPENAI_API_KEY": "openai", "ANTHROPIC_API_KEY": "anthropic"}


def solve(
    text: Annotated[
        str | None,
        typer.Argument(
            metavar="[TEXT|FILE|-]", help="The problem: its text, a file with it, or - for stdin."
        ),
    ] = None,
    data: use.Data = None,
    model: Annotated[
        Path | None,
        typer.Option(metavar="RUN", help="Solve the model of this run again on --data; no TEXT."),
    ] = None,
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    solver: use.Solver = None,
    method: use.Method = None,
    ablation: use.Ablation = None,
    out: use.Out = None,
    json: use.Json = False,
    fresh: use.Fresh = False,
    ask: use.Ask = False,
    time_limit: use.TimeLimit = None,
    memory_limit_mb: use.MemoryLimit = None,
    threads: use.Threads = None,
    seed: use.Seed = None,
    gap: use.Gap = None,
    max_repairs: use.MaxRepairs = None,
    checker: use.Checker = None,
    sandbox: use.SandboxTier = None,
    allow_unsafe: use.AllowUnsafe = False,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    budget_usd: use.BudgetUsd = None,
    budget_calls: use.BudgetCalls = None,
    budget_tokens: use.BudgetTokens = None,
    samples: use.Samples = None,
    temperature: use.Temperature = None,
    max_tokens: use.MaxTokens = None,
    timeout: use.Timeout = None,
) -> None:
    """Turn a problem in words into a checked answer.

    The same command resumes a run that was interrupted and shows one that is finished.
    """
    settings, origins = use.collect(dict(locals()), relative_gap=gap)
    use.require_files(data)
    if model is not None:
        if llm is not None:
            tell(f"--llm {llm} is not used: the model stands, only its numbers change")
        solution = _solve_again(model, text, data, settings, out, fresh)
    else:
        solution = _solve_text(text, data, settings, origins, out, fresh, ask)
    finish(solution)


def finish(solution: Solution) -> None:
    """Print the answer and end with its exit code."""
    from orthought.cli.answer import show_solution

    show_solution(solution)
    raise typer.Exit(solution.exit_code)


def _solve_text(
    text: str | None,
    data: list[Path] | None,
    settings: Settings,
    origins: Origins,
    out: Path | None,
    fresh: bool,
    ask: bool,
) -> Solution:
    from orthought.cli.inputs import read_text
    from orthought.cli.live import watch

    problem = read_text(text)
    hint_at_key(origins)
    with watch() as watcher:
        from orthought.agent.api import solve as solve_problem

        return solve_problem(
            problem,
            data=data,
            settings=settings,
            out=out,
            fresh=fresh,
            on_event=watcher.on_event,
            on_text=watcher.on_text,
            ask=asker(watcher) if ask else None,
        )


def _solve_again(
    model: Path,
    text: str | None,
    data: list[Path] | None,
    settings: Settings,
    out: Path | None,
    fresh: bool,
) -> Solution:
    from orthought.cli.live import watch
    from orthought.errors import InputError

    if text is not None:
        raise InputError(
            "--model takes the model of a run, so a text has no place beside it",
            fix="leave the text out, or leave --model out; a change in words: orthought refine",
        )
    with watch() as watcher:
        from orthought.agent.api import resolve

        return resolve(
            model, data=data, settings=settings, out=out, fresh=fresh, on_event=watcher.on_event
        )


def hint_at_key(origins: Origins) -> None:
    """Say that a key is there and not used, where nobody chose a language model."""
    if origins["llm"] != "default" or session.json:
        return
    for variable, provider in HINTS.items():
        if os.environ.get(variable):
            tell(
                f"a key for {provider} is set; use --llm {provider}:MODEL to use it; "
                "nothing is billed otherwise"
            )


def asker(watcher: Watcher) -> Callable[[str], str]:
    """Return who asks the user for a missing number: on stderr, so that stdout stays the answer."""

    def question(name: str) -> str:
        from orthought.errors import InputError

        with watcher.pause():
            sys.stderr.write(f"{clean_line(name)}? ")
            sys.stderr.flush()
            answer = sys.stdin.readline()
        if not answer:
            raise InputError(
                f"nobody answered the question for {clean_line(name)}",
                fix="write the number into the text, or answer on the terminal",
            )
        return answer.strip()

    return question
