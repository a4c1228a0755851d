"""`orthought refine`: a change in words to a model that stands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.solve import asker, finish, hint_at_key


def refine(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run with a model.")],
    change: Annotated[str, typer.Argument(metavar="CHANGE", help="What is to be different.")],
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    solver: use.Solver = None,
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
    temperature: use.Temperature = None,
    max_tokens: use.MaxTokens = None,
    timeout: use.Timeout = None,
) -> None:
    """Change a model that stands by a sentence; the result is a run of its own."""
    settings, origins = use.collect(dict(locals()), relative_gap=gap)
    from orthought.cli.live import watch

    hint_at_key(origins)
    with watch() as watcher:
        from orthought.agent.api import refine as refine_model

        solution = refine_model(
            run,
            change,
            settings=settings,
            out=out,
            fresh=fresh,
            on_event=watcher.on_event,
            on_text=watcher.on_text,
            ask=asker(watcher) if ask else None,
        )
    finish(solution)
