"""`orthought campaign simulate` and what belongs to it: proposers compared on measured sets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orthought.cli import options as use
from orthought.cli.terminal import session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.campaign.simulation.folder import SimulationRun

Threshold = Annotated[
    float | None,
    typer.Option(
        metavar="VALUE", help="Result that counts as a hit; default: the best 1 % of a set."
    ),
]


def simulate(
    set_: Annotated[
        list[Path] | None,
        typer.Option("--set", metavar="PATH", help="A measured set: folder or CSV; repeat it."),
    ] = None,
    proposer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="random, latin_hypercube, gp, baybe, llm, hybrid or package.module:Class, with "
            "options such as gp,acquisition=ucb; repeat it.",
        ),
    ] = None,
    runs: Annotated[
        int, typer.Option(metavar="N", help="Runs of each proposer; run k has equal seeds.")
    ] = 20,
    budget: Annotated[int, typer.Option(metavar="N", help="Experiments of a run.")] = 20,
    batch: Annotated[int, typer.Option(metavar="N", help="Experiments at once.")] = 1,
    mode: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="valid, or ironmind: the rules of the paper, where invalid and repeated "
            "proposals use budget up and gp and baybe get one start that does not count.",
        ),
    ] = "valid",
    starts: Annotated[
        int | None,
        typer.Option(metavar="N", help="Random starts of gp and baybe that do not count."),
    ] = None,
    fix: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUE", help="Hold a parameter at a value; repeat it."),
    ] = None,
    each: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Hold a parameter at each of its values in turn, and compare over all of them.",
        ),
    ] = "",
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="What was measured, for plain CSV files; repeat it."),
    ] = None,
    minimize: Annotated[
        bool, typer.Option("--minimize", help="Less of the objective is better (plain CSV files).")
    ] = False,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed of the first run.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder of the simulation; default ./runs/sim-..."),
    ] = None,
    threshold: Threshold = None,
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Runs of language models in flight; default 8, and 1 for local."
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option(metavar="N", help="Processes for proposers that compute.")
    ] = 1,
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    temperature: use.Temperature = None,
    max_tokens: use.MaxTokens = None,
    timeout: use.Timeout = None,
    budget_usd: Annotated[
        float | None, typer.Option(metavar="USD", help="What all runs together may cost.")
    ] = None,
    budget_calls: Annotated[
        int | None, typer.Option(metavar="N", help="Calls that all runs together may make.")
    ] = None,
    budget_tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Tokens that all runs together may use.")
    ] = None,
    requests_per_minute: Annotated[
        int | None, typer.Option(metavar="N", help="Pace of the calls.")
    ] = None,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    json: use.Json = False,
) -> None:
    """Compare proposers on measured sets, in one table.

    The same command goes on where it was stopped, and pays for no reply twice; more runs, sets and
    proposers may be added later. Exit code 5: a budget is used up; 3: the endpoint failed; both
    keep what is recorded.
    """
    from orthought.campaign.simulation import Conduct
    from orthought.errors import InputError

    session.json = json
    if not set_ or not proposer:
        raise InputError(
            "no set is named" if not set_ else "no proposer is named",
            fix="such as --set FOLDER --proposer gp --proposer random",
        )
    conduct = Conduct(
        concurrency=concurrency or usual_concurrency(llm),
        processes=processes,
        budget_usd=budget_usd,
        budget_calls=budget_calls,
        budget_tokens=budget_tokens,
        requests_per_minute=requests_per_minute,
        cache=not no_cache,
        offline=offline,
        timeout=timeout,
    )
    fields: dict[str, Any] = {
        "runs": runs,
        "budget": budget,
        "batch": batch,
        "mode": mode,
        "starts": starts,
        "fix": dict(map(_fixed, fix or [])),
        "each": each,
        "seed": seed,
        "llm": llm,
        "temperature": temperature,
        "max_tokens": max_tokens,
        "base_url": base_url,
    }
    direction = "minimize" if minimize else "maximize"
    finished = _carry_out(
        set_, proposer, conduct, out, objective=objective or (), direction=direction, **fields
    )
    _show_leaderboard([finished.folder], threshold)
    if not session.json:
        tell(f"simulation {finished.folder}")
        tell(f"report: orthought campaign report {finished.folder}")


def usual_concurrency(llm: str | None) -> int:
    """The embedded model writes one reply at a time: more in flight would only hold memory."""
    from orthought.settings import load_settings

    name = llm or load_settings({})[0].llm
    return 1 if name.partition(":")[0] == "local" else 8


def _fixed(text: str) -> tuple[str, str]:
    from orthought.errors import InputError

    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise InputError(f"--fix {text} holds nothing", fix="write --fix parameter=value")
    return name.strip(), value.strip()


def _carry_out(
    sets: list[Path], proposers: list[str], conduct: Any, out: Path | None, **fields: Any
) -> SimulationRun:
    from orthought.campaign.simulation import simulate as run_simulation
    from orthought.cli.campaign_progress import follow

    with follow() as on_progress:
        return run_simulation(
            sets, proposers, conduct=conduct, out=out, on_progress=on_progress, **fields
        )


def leaderboard(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Folders of simulations.")
    ],
    threshold: Threshold = None,
    json: use.Json = False,
) -> None:
    """Compare simulations, set by set and over all sets.

    Where a parameter was held at each of its values (simulate --each), over all values instead.
    """
    session.json = json
    _show_leaderboard(folders, threshold)


def _show_leaderboard(folders: list[Path], threshold: float | None) -> None:
    from orthought.campaign.simulation.standing import make_leaderboard

    found = make_leaderboard(folders, threshold=threshold)
    if session.json:
        content = found.model_dump(mode="json")
        show_json({"folders": [str(folder) for folder in folders], **content})
        return
    from orthought.cli.campaign_tables import leaderboard_text

    write(leaderboard_text(found))


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command("simulate")(simulate)
    app.command("leaderboard")(leaderboard)
