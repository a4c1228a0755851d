"""`orthought campaign`: which experiment next, and what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orthought.cli import (
    campaign_exchange,
    campaign_new,
    campaign_probe,
    campaign_research,
    campaign_words,
)
from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.campaign.campaign import Campaign
    from orthought.campaign.folder import Opened
    from orthought.campaign.telling import Receipt, Repeats

OF_THE_MODEL = (
    "llm", "base_url", "temperature", "max_tokens", "timeout", "offline",
    "budget_usd", "budget_calls", "budget_tokens",
)  # fmt: skip
app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Propose experiments, take in their results, compare proposers.",
)
app.command("new")(campaign_new.new)

Folder = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Folder of the campaign; default: ./campaign, or here."),
]


@app.command("suggest")
def suggest(
    count: Annotated[
        int | None, typer.Option("-n", metavar="N", help="Experiments; default: the batch.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write them as a table to fill in; then: tell FILE."),
    ] = None,
    skip: Annotated[
        bool,
        typer.Option("--skip", help="Give up proposals without a result, and propose others."),
    ] = False,
    folder: Folder = None,
    llm: use.Llm = None,
    base_url: use.BaseUrl = None,
    temperature: use.Temperature = None,
    max_tokens: use.MaxTokens = None,
    timeout: use.Timeout = None,
    budget_usd: use.BudgetUsd = None,
    budget_calls: use.BudgetCalls = None,
    budget_tokens: use.BudgetTokens = None,
    offline: use.Offline = False,
    no_cache: use.NoCache = False,
    json: use.Json = False,
) -> None:
    """Propose the next batch, with the reason for each experiment.

    While results of the last batch are missing, it is shown again; nothing is paid for twice.
    """
    flags = dict(locals())
    from orthought.cli.live import watch

    with _open(folder, flags) as campaign:
        if skip:
            gone = campaign.give_up()
            tell(f"{gone} proposals given up" if gone else "no proposal was open")
        again = bool(campaign.state.open)
        with watch() as watcher:
            campaign.listen(watcher.on_event)
            proposals = campaign.ask(count)
        _show_proposals(campaign, csv, again=again and bool(proposals))


def _show_proposals(campaign: Campaign, csv: Path | None, *, again: bool) -> None:
    from orthought.cli.campaign_shown import proposals_json, proposals_text, write_table

    if csv is not None:
        write_table(csv, campaign.state)
    if session.json:
        show_json(proposals_json(campaign.state))
        return
    if not campaign.state.open:
        tell("nothing is left to propose: every combination that the rules allow was tried")
        return
    if again:
        tell("these wait for their results; --skip gives them up")
    write(proposals_text(campaign.state))
    if csv is not None:
        tell(f"fill in the results in {csv}, then: orthought campaign tell {csv}{_hint()}")
    else:
        first = campaign.state.open[0]
        results = ",".join(f"{name}=..." for name in campaign.plan.measured)
        tell(f'then: orthought campaign tell --row "proposal={first},{results}"{_hint()}')


@app.command("tell")
def tell_results(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Results, one experiment a line.")
    ] = None,
    row: Annotated[
        list[str] | None,
        typer.Option(
            metavar="VALUES",
            help="One result, such as 'solvent=DMA,temperature=60,yield=53' or "
            "'proposal=2.1,yield=53'; repeat it.",
        ),
    ] = None,
    replicate: Annotated[
        bool,
        typer.Option("--replicate", help="Known points with another result are new experiments."),
    ] = False,
    correct: Annotated[
        bool, typer.Option("--correct", help="Known points with another result are corrections.")
    ] = False,
    folder: Folder = None,
    json: use.Json = False,
) -> None:
    """Take in results: a table, or single rows. Either all rows are kept, or none.

    'failed' stands where an experiment gave no number; an empty field, where it is not done yet.
    Results that were told before are recognised; experiments that nobody proposed are welcome.
    """
    from orthought.errors import InputError

    if replicate and correct:
        raise InputError("--replicate and --correct say different things", fix="give one of them")
    if (file is None) == (not row):
        raise InputError(
            "no results are named" if file is None else "a file and --row are given",
            fix="give a file with results, or --row one or more times",
        )
    repeats: Repeats = "replicate" if replicate else "correct" if correct else "refuse"
    with _open(folder, {"json": json}) as campaign:
        receipt = _take_in(campaign, file, row or [], repeats)
        _show_receipt(campaign, receipt)


def _take_in(campaign: Campaign, file: Path | None, rows: list[str], repeats: Repeats) -> Receipt:
    if file is not None:
        from orthought.campaign.folder import tell_file

        return tell_file(campaign, file, repeats)
    from orthought.campaign.sorting import sort_rows
    from orthought.campaign.telling import read_line

    read = [read_line(row) for row in rows]
    telling = sort_rows(read, campaign.state, repeats=repeats, place=lambda n: f"--row {rows[n]}")
    return campaign.tell_sorted(telling)


def _show_receipt(campaign: Campaign, receipt: Receipt) -> None:
    from orthought.cli.campaign_shown import receipt_text, status_text

    if session.json:
        status = campaign.status().model_dump(mode="json")
        show_json({"receipt": receipt.model_dump(mode="json"), "status": status})
        return
    for warning in receipt.warnings:
        tell(f"note: {warning}")
    write(receipt_text(receipt) + "\n")
    write(status_text(campaign.status(), campaign.plan))


@app.command("status")
def status(folder: Folder = None, json: use.Json = False) -> None:
    """Show how far the campaign is and what was best."""
    from orthought.campaign.folder import find_folder, look
    from orthought.campaign.record import read_campaign
    from orthought.campaign.status import status_of
    from orthought.cli.campaign_shown import proposals_text, status_text

    where = find_folder(folder)
    state = look(where)
    found = status_of(state, read_campaign(where)[1])
    if json:
        show_json({"folder": str(where), **found.model_dump(mode="json")})
        return
    write(status_text(found, state.plan))
    if state.open:
        write("\n" + proposals_text(state))


@app.command("report")
def report(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FOLDER...]",
            help="Folders of simulations, or of probes; without any, the campaign's own page is "
            "written.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to; default: report.html in the (first) folder."),
    ] = None,
    threshold: campaign_research.Threshold = None,
    folder: Folder = None,
    json: use.Json = False,
) -> None:
    """Write one page: what was tried, why, and what came of it.

    For simulations, the page says how their proposers compare; for probes, what the language model
    knows of the set.
    """
    session.json = json
    if folders:
        path = _write_research(folders, out or folders[0] / "report.html", threshold)
    else:
        path = _write_campaign(folder, out)
    if json:
        show_json({"report": str(path)})
        return
    write(f"{clean_line(path)}\n")


def _write_campaign(folder: Path | None, out: Path | None) -> Path:
    from orthought.campaign.folder import find_folder, look
    from orthought.campaign.record import read_campaign
    from orthought.campaign.report import write_campaign_report
    from orthought.campaign.status import usage_of

    where = find_folder(folder)
    state = look(where)
    usage = usage_of(read_campaign(where)[1])
    return write_campaign_report(state, out or where / "report.html", usage=usage)


def _write_research(folders: list[Path], out: Path, threshold: float | None) -> Path:
    from orthought.campaign.report import write_probe_report, write_simulation_report
    from orthought.campaign.settings import FILE
    from orthought.campaign.simulation.probe_record import is_probe
    from orthought.errors import InputError

    own = next((each for each in folders if (each / FILE).is_file()), None)
    if own is not None:
        raise InputError(
            f"{own} is a campaign, not a simulation",
            fix=f"for its own page: orthought campaign report --folder {own}",
        )
    probes = [each for each in folders if is_probe(each)]
    if not probes:
        return write_simulation_report(folders, out, threshold=threshold)
    if len(probes) < len(folders):
        other = next(each for each in folders if each not in probes)
        raise InputError(
            f"{probes[0]} is a probe, and {other} is none",
            fix="name simulations alone, or probes alone",
        )
    return write_probe_report(probes, out)


campaign_words.add_to(app)
campaign_exchange.add_to(app)
campaign_research.add_to(app)
campaign_probe.add_to(app)


def _hint() -> str:
    """Return the option that the next command needs to find the same folder."""
    from orthought.campaign.folder import USUAL

    return "" if session.run in (USUAL, ".") else f" --folder {session.run}"


def _open(folder: Path | None, flags: dict[str, Any]) -> Campaign:
    """Open the campaign for a command that changes it, under the settings of its language model."""
    from orthought.campaign.folder import find_folder, open_campaign

    session.json = bool(flags.get("json"))
    where = find_folder(folder)
    session.run = str(where)
    opened: Opened = open_campaign(where, model_flags(flags))
    if opened.changed:
        tell(f"{where / 'campaign.toml'} was changed; the campaign goes on under what it says")
    return opened.campaign


def model_flags(flags: dict[str, Any]) -> dict[str, Any]:
    """Return what the command says of the language model."""
    given = {name: flags[name] for name in OF_THE_MODEL if flags.get(name) not in (None, False)}
    return {**given, "cache": False} if flags.get("no_cache") else given
