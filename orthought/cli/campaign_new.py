"""`orthought campaign new`: from a file, or from a conversation on the terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.campaign.campaign import Campaign


def new(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The campaign (TOML); without it, you are asked."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Its folder; default: that of campaign.toml, else ./campaign.",
        ),
    ] = None,
    json: use.Json = False,
) -> None:
    """Begin a campaign, from a file or from your answers.

    Either states parameters, objectives, what is known and forbidden, batch and budget. The folder
    keeps everything; `suggest`, `tell` and `status` go on with it, today or in a year.
    """
    from orthought.campaign.folder import USUAL, begin_campaign, keep_settings
    from orthought.cli.campaign_interview import Interview

    session.json = json
    if file is not None:
        opened = begin_campaign(file, out)
    else:
        folder = out or Path(USUAL)
        _require_free(folder)
        opened = keep_settings(Interview(ask_user, tell_user).settings(), folder)
    with opened.campaign as campaign:
        _show(campaign, opened.folder)


def _require_free(folder: Path) -> None:
    """Refuse before twenty questions are asked in vain."""
    from orthought.campaign.folder import holds_campaign
    from orthought.errors import RunFolderError

    if holds_campaign(folder):
        raise RunFolderError(
            f"{folder} holds a campaign already",
            fix="go on with it: orthought campaign suggest; or name another folder with --out",
        )


def _show(campaign: Campaign, folder: Path) -> None:
    from orthought.campaign.folder import shown_size

    plan = campaign.plan
    if session.json:
        content = {"name": plan.name, "folder": str(folder), "combinations": plan.space.size}
        show_json({**content, "known": len(campaign.observations)})
        return
    write(f"{clean_line(plan.name)}: {shown_size(plan.space)}; kept in {folder}\n")
    if campaign.observations:
        tell(f"{len(campaign.observations)} known results taken in")
    where = "" if str(folder) == "campaign" else f" --folder {folder}"
    tell(f"next: orthought campaign suggest{where}")


def ask_user(question: str) -> str:
    """Ask on stderr, so that stdout stays the answer.

    Raises:
        InputError: nobody answers.
    """
    from orthought.errors import InputError

    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    answer = sys.stdin.readline() if sys.stdin is not None else ""
    if not answer:
        sys.stderr.write("\n")
        raise InputError(
            "nobody answers the questions",
            fix="run it in a terminal, or write a file: orthought campaign new campaign.toml",
        )
    return answer.strip()


def tell_user(text: str) -> None:
    """Write a line of the conversation."""
    tell(text, always=True)
