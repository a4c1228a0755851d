"""`orthought campaign export` and `import`: results and runs out of files and into files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show_json, tell, write

Folder = Annotated[
    Path | None,
    typer.Option(metavar="FOLDER", help="Folder of the campaign; default: ./campaign, or here."),
]


def export(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="A .csv, .json or .parquet file, or a folder.")
    ],
    simulation: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Write its runs in the layout of Iron Mind below the folder OUT."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there.")
    ] = False,
    folder: Folder = None,
    json: use.Json = False,
) -> None:
    """Write results as a table, or runs in Iron Mind's layout."""
    from orthought.errors import InputError

    session.json = json
    if out.is_file() and not force:
        raise InputError(f"{out} is there already", fix="name another file, or say --force")
    written = _export_runs(simulation, out) if simulation else [_export_table(folder, out)]
    if session.json:
        show_json({"written": [str(path) for path in written]})
        return
    for path in written:
        write(f"{clean_line(path)}\n")


def _export_table(folder: Path | None, out: Path) -> Path:
    from orthought.campaign.exchange.files import write_observations
    from orthought.campaign.folder import find_folder, look
    from orthought.errors import InputError

    state = look(find_folder(folder))
    try:
        return write_observations(out, state.observations, state.plan.space, state.plan.objectives)
    except OSError as error:
        raise InputError(
            f"{out} cannot be written: {error.strerror}", fix="name another file"
        ) from None


def _export_runs(simulation: Path, out: Path) -> list[Path]:
    from orthought.campaign.simulation.exchanging import export_runs

    return export_runs(simulation, out)


def import_(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A spreadsheet (.csv, .xlsx, .json, .parquet), or Iron Mind's runs.",
        ),
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN=NAME", help="What a column of another name holds; repeat it."),
    ] = None,
    constant: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE", help="A parameter that has no column, as it never changed."
        ),
    ] = None,
    ignore_others: Annotated[
        bool, typer.Option("--ignore-others", help="Leave other columns out.")
    ] = False,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="Sheet of a workbook.")] = None,
    set_: Annotated[
        Path | None,
        typer.Option("--set", metavar="PATH", help="For runs: the measured set they ran on."),
    ] = None,
    objective: Annotated[
        list[str] | None,
        typer.Option(metavar="COLUMN", help="For runs: what was measured, in plain CSV sets."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="For runs: folder of the simulation they become."),
    ] = None,
    folder: Folder = None,
    json: use.Json = False,
) -> None:
    """Take in a spreadsheet as history, or published runs.

    Published runs become a simulation that `leaderboard` compares with others.
    """
    session.json = json
    if source.is_dir():
        _import_runs(source, set_, objective or [], out)
        return
    from orthought.campaign.exchange.history import read_history
    from orthought.campaign.folder import find_folder, open_campaign, tell_history
    from orthought.cli.campaign_shown import receipt_text, status_text

    with open_campaign(find_folder(folder)).campaign as campaign:
        history = read_history(
            source,
            campaign.plan.space,
            campaign.plan.objectives,
            columns=dict(_pair(each, "--column") for each in column or ()),
            constants=dict(_pair(each, "--constant") for each in constant or ()),
            others="ignore" if ignore_others else "refuse",
            sheet=sheet,
        )
        receipt = tell_history(campaign, history)
        if session.json:
            content = {"columns": history.columns, "ignored": history.ignored}
            show_json({"receipt": receipt.model_dump(mode="json"), **content})
            return
        _tell_columns(history.columns, history.ignored)
        write(receipt_text(receipt) + "\n")
        write(status_text(campaign.status(), campaign.plan))


def _tell_columns(columns: dict[str, str], ignored: tuple[str, ...]) -> None:
    renamed = [f"{column} as {name}" for column, name in columns.items() if column != name]
    if renamed:
        tell(f"read {', '.join(renamed)}")
    if ignored:
        tell(f"left out: {', '.join(ignored)}")


def _import_runs(source: Path, set_: Path | None, objective: list[str], out: Path | None) -> None:
    from orthought.campaign.simulation.exchanging import import_runs
    from orthought.campaign.simulation.sources import source_of
    from orthought.errors import InputError

    if set_ is None or out is None:
        raise InputError(
            f"{source} is a folder: it is read as runs in the layout of Iron Mind",
            fix="say on which set they ran, and where to keep them: --set PATH --out FOLDER",
        )
    found = import_runs(source, source_of(set_, objective), out)
    if session.json:
        show_json({"simulation": str(found.folder), "runs": len(found.trajectories)})
        return
    write(f"{len(found.trajectories)} runs kept in {found.folder}\n")
    tell(f"next: orthought campaign leaderboard {found.folder} OTHER...")


def _pair(text: str, option: str) -> tuple[str, str]:
    from orthought.errors import InputError

    name, sign, value = text.rpartition("=") if option == "--column" else text.partition("=")
    if not sign or not name.strip():
        raise InputError(f"{option} {text} says nothing", fix=f"write {option} NAME=VALUE")
    return name.strip(), value.strip()


def add_to(app: typer.Typer) -> None:
    """Register these commands."""
    app.command("export")(export)
    app.command("import")(import_)
