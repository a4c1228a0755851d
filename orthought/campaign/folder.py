"""A campaign's folder as its user sees it: `campaign.toml`, results, and the log."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from orthought.campaign.campaign import Campaign
from orthought.campaign.exchange.files import read_table
from orthought.campaign.exchange.history import History, read_history
from orthought.campaign.exchange.rows import already_told
from orthought.campaign.record import read_campaign
from orthought.campaign.settings import FILE, CampaignSettings, read_settings
from orthought.campaign.sorting import require_fit, sort_rows
from orthought.campaign.space import Space
from orthought.campaign.state import CampaignState
from orthought.campaign.telling import Receipt, Repeats, require_columns
from orthought.campaign.toml_text import write_settings
from orthought.errors import InputError, RunFolderError
from orthought.files import write_whole
from orthought.runs import EVENTS

if TYPE_CHECKING:
    from orthought.settings import Settings

USUAL: Final = "campaign"
"""Folder of a campaign where none is named."""


@dataclass(frozen=True)
class Opened:
    """A campaign that was opened, and whether its file had been changed since."""

    campaign: Campaign
    folder: Path
    changed: bool = False


def find_folder(given: Path | str | None = None) -> Path:
    """Return the folder of a campaign: the given one, `./campaign`, or this one.

    Raises:
        RunFolderError: no campaign is there.
    """
    if given is not None:
        path = Path(given)
        folder = path.parent if path.suffix == ".toml" else path
        if not holds_campaign(folder):
            raise RunFolderError(
                f"{folder} holds no campaign",
                fix=f"begin one with: orthought campaign new --out {folder}",
            )
        return folder
    for folder in (Path(USUAL), Path()):
        if holds_campaign(folder):
            return folder
    raise RunFolderError(
        "there is no campaign here",
        fix="name its folder with --folder, or begin one with: orthought campaign new",
    )


def begin_campaign(file: Path, out: Path | None = None) -> Opened:
    """Begin the campaign of a file, or go on with it.

    It is kept where `out` says, else beside a file called `campaign.toml`, else in `./campaign`.

    Raises:
        UsageError: the file does not fit, or the folder holds another campaign.
    """
    settings = read_settings(file)
    folder = out or (file.parent if file.name == FILE else Path(USUAL))
    if _is_same_file(folder / FILE, file):
        return open_campaign(folder)
    _require_free(folder, settings)
    known = settings.known and file.parent / settings.known
    check_settings(settings, known or None)
    if known and not Path(settings.known).is_absolute():
        _write(folder / settings.known, known.read_bytes())
    _write(folder / FILE, file.read_bytes())
    return open_campaign(folder)


def keep_settings(settings: CampaignSettings, folder: Path) -> Opened:
    """Write the file of a new campaign into its folder and begin it.

    Raises:
        UsageError: the settings do not fit, or the folder holds another campaign.
    """
    _require_free(folder, settings)
    check_settings(settings, folder / settings.known if settings.known else None)
    _write(folder / FILE, write_settings(settings))
    return open_campaign(folder)


def change_settings(folder: Path, settings: CampaignSettings) -> Path:
    """Write another `campaign.toml` and keep the one that was there; return where that is.

    The next command that opens the campaign goes on under the new one.

    Raises:
        InputError: the settings do not fit themselves.
        RunFolderError: the folder cannot be written.
    """
    check_settings(settings)
    file = folder / FILE
    kept = folder / f"campaign-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.toml"
    _write(kept, file.read_bytes())
    _write(file, write_settings(settings))
    return kept


def check_settings(settings: CampaignSettings, known: Path | None = None) -> int:
    """Require that settings describe a campaign; return how many known results there are.

    Raises:
        InputError: a rule or a known result does not fit.
    """
    plan = settings.plan()
    if known is None:
        return 0
    return len(read_history(known, plan.space, plan.objectives).observations)


def open_campaign(folder: Path, settings: Settings | Mapping[str, Any] | None = None) -> Opened:
    """Open the campaign of a folder and follow its `campaign.toml`, where there is one.

    Raises:
        RunFolderError: the folder holds no campaign, or is in use.
        InputError: the file was changed, and what was measured does not fit any more.
    """
    file = folder / FILE
    if not file.is_file():
        return Opened(Campaign.open(folder, settings=settings), folder)
    stated = read_settings(file)
    plan = stated.plan()
    if (folder / EVENTS).is_file() and (folder / EVENTS).stat().st_size:
        campaign, changed = Campaign.open(folder, settings=settings), False
        try:
            changed = campaign.change(plan)
        except BaseException:
            campaign.close()
            raise
    else:
        check_settings(stated, folder / stated.known if stated.known else None)
        campaign, changed = Campaign.begin(plan, folder, settings=settings), False
    try:
        _tell_known(campaign, stated, folder)
    except BaseException:
        campaign.close()
        raise
    return Opened(campaign, folder, changed)


def shown_size(space: Space) -> str:
    """Return how many combinations a space has, in words."""
    size = space.size
    if size is None:
        return "infinitely many combinations"
    if not space.is_listable:
        return f"{size:,} combinations before the rules: more than can be listed, so they are drawn"
    allowed = sum(1 for _ in space.points()) if space.rules else size
    rules = f" of {size:,}" if allowed != size else ""
    return f"{allowed:,}{rules} combinations"


def look(folder: Path) -> CampaignState:
    """Return the state of a campaign without locking it, under what its `campaign.toml` says now.

    A campaign that was only written down is begun.

    Raises:
        RunFolderError: the folder holds no campaign.
        InputError: the file was changed, and what was measured does not fit any more.
    """
    if not (folder / EVENTS).is_file():
        open_campaign(folder).campaign.close()
    state = read_campaign(folder)[0]
    if (folder / FILE).is_file():
        plan = read_settings(folder / FILE).plan()
        require_fit(state, plan)
        state = state.model_copy(update={"plan": plan})
    return state


def tell_file(campaign: Campaign, path: Path, repeats: Repeats = "refuse") -> Receipt:
    """Tell a campaign the results of a file: CSV, JSON, Parquet or XLSX.

    Raises:
        InputError: the file cannot be read, or a row cannot be used; its line is named.
    """
    plan = campaign.plan
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        found = read_history(path, plan.space, plan.objectives)
        return campaign.tell(found.observations, repeats=repeats)
    table = read_table(path)
    try:
        require_columns(table.columns, plan)
    except InputError as error:
        raise InputError(f"{table.source}: {error.message}", fix=error.fix) from None
    telling = sort_rows(table.rows, campaign.state, repeats=repeats, place=table.place)
    return campaign.tell_sorted(telling)


def tell_history(campaign: Campaign, history: History) -> Receipt:
    """Tell a campaign what was known before it; results that it has already are recognised."""
    told = already_told(campaign.observations, history.observations)
    new = [row for row, known in zip(history.observations, told, strict=True) if not known]
    new = [row.model_copy(update={"batch": 0}) for row in new]
    receipt = campaign.tell(new, repeats="replicate")
    return receipt.model_copy(update={"repeats": sum(told), "waiting": history.waiting})


def _tell_known(campaign: Campaign, settings: CampaignSettings, folder: Path) -> None:
    """Tell what was known before, once: corrections of it must not be undone."""
    if settings.known and not campaign.state.steps:
        plan = campaign.plan
        history = read_history(folder / settings.known, plan.space, plan.objectives)
        tell_history(campaign, history)


def holds_campaign(folder: Path) -> bool:
    """Tell whether a folder holds a campaign, begun or only written down."""
    return (folder / FILE).is_file() or (folder / EVENTS).is_file()


def _require_free(folder: Path, settings: CampaignSettings) -> None:
    """Refuse to write over a campaign that stands, unless it is the same one."""
    if not holds_campaign(folder):
        return
    if (folder / FILE).is_file() and read_settings(folder / FILE) == settings:
        return
    raise RunFolderError(
        f"{folder} holds a campaign already",
        fix=f"go on with it: orthought campaign suggest --folder {folder}; "
        f"change it in {folder / FILE}; or name another folder with --out",
    )


def _write(path: Path, content: str | bytes) -> None:
    try:
        write_whole(path, content, force=True)
    except OSError as error:
        raise RunFolderError(
            f"cannot write to {path.parent}: {error.strerror}", fix="name another folder with --out"
        ) from None


def _is_same_file(first: Path, second: Path) -> bool:
    return first.exists() and second.exists() and first.samefile(second)
