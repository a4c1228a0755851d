"""`orthought campaign probe`: what a language model knows of a measured set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.campaign_research import usual_concurrency
from orthought.cli.terminal import session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.campaign.leakage import Kind


def probe(
    set_: Annotated[
        Path, typer.Option("--set", metavar="PATH", help="A measured set: folder or CSV.")
    ],
    kind: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="hidden (names become numbers) or permuted (names are swapped)."
        ),
    ] = "hidden",
    count: Annotated[
        int, typer.Option(metavar="N", help="Experiments whose results the model is asked for.")
    ] = 48,
    runs: Annotated[
        int,
        typer.Option(
            metavar="N", help="Campaigns with and without names, and random ones; 0: none."
        ),
    ] = 0,
    budget: Annotated[int, typer.Option(metavar="N", help="Experiments of a campaign.")] = 20,
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="What was measured, for plain CSV files."),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of all chance.")] = 0,
    out: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Folder; default ./runs/probe-...")
    ] = None,
    concurrency: Annotated[
        int | None,
        typer.Option(metavar="N", help="Campaigns in flight; default 8, and 1 for local."),
    ] = None,
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    timeout: use.Timeout = None,
    budget_usd: use.BudgetUsd = None,
    budget_calls: use.BudgetCalls = None,
    budget_tokens: use.BudgetTokens = None,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    json: use.Json = False,
) -> None:
    """Test whether a language model knows a set by heart.

    It predicts results that it was not told, with the names as they are and with hidden ones (or
    swapped ones, see --kind). With --runs, it also carries out campaigns with both, beside random
    draws. The same command goes on where it was stopped, and pays for no reply twice.
    """
    import asyncio

    from orthought.campaign.simulation import Conduct
    from orthought.campaign.simulation.probing import probe_set
    from orthought.campaign.simulation.sources import source_of
    from orthought.cli.campaign_progress import follow
    from orthought.cli.campaign_tables import probe_text
    from orthought.runs import slug

    session.json = json
    source = source_of(set_, objective or ())
    lookup = source.open()
    name = slug(f"{lookup.name} {llm or 'model'} {kind} {seed} {count}", words=9)
    folder = out or Path("runs", f"probe-{name}-{lookup.digest[:8]}")
    session.run = str(folder)
    conduct = Conduct(
        concurrency=concurrency or usual_concurrency(llm),
        budget_usd=budget_usd,
        budget_calls=budget_calls,
        budget_tokens=budget_tokens,
        cache=not no_cache,
        offline=offline,
        timeout=timeout,
    )
    with follow() as on_progress:
        found = asyncio.run(
            probe_set(
                source, folder, llm=llm, base_url=base_url, kind=_kind(kind), count=count,
                runs=runs, budget=budget, seed=seed, conduct=conduct, on_progress=on_progress,
            )
        )  # fmt: skip
    if json:
        show_json({"folder": str(folder), **found.model_dump(mode="json")})
        return
    write(probe_text(found))
    tell(f"report: orthought campaign report {folder}")


def _kind(text: str) -> Kind:
    """Return how names are hidden.

    Raises:
        InputError: it is not known.
    """
    from orthought.campaign.leakage import KINDS
    from orthought.errors import InputError

    for kind in KINDS:
        if kind == text:
            return kind
    raise InputError(f"--kind {text} is not known", fix=f"use {' or '.join(KINDS)}")


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("probe")(probe)
