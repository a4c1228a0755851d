"""A campaign's log and the state that it describes, kept in step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from orthought import __version__
from orthought.campaign.log import Log, MemoryLog
from orthought.campaign.plan import Plan
from orthought.campaign.state import CAMPAIGN_FORMAT, CampaignState, after, read_state
from orthought.errors import RunFolderError, UsageError
from orthought.runs import EVENTS, FORMAT_VERSION, RunFolder, read_events


class Record:
    """An open log with its state.

    Args:
        log: an opened run folder, or a list in memory.

    Raises:
        RunFolderError: it is no campaign's log, or of a newer format.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.closed = False
        self.state: CampaignState = read_state(log.events, self.where)

    @property
    def where(self) -> str:
        """Where the log is, for messages."""
        return str(self.log.path) if isinstance(self.log, RunFolder) else "the memory"

    def append(self, event: dict[str, Any]) -> None:
        """Write an event, then let the state follow.

        Raises:
            RunFolderError: the disk is full; nothing changed.
        """
        self.require_open()
        self.log.append(event)
        self.state = after(self.state, event)

    def require_open(self) -> None:
        """Refuse to work on what was closed.

        Raises:
            UsageError: it was.
        """
        if self.closed:
            raise UsageError("the campaign is closed", fix="open it again: Campaign.open(folder)")

    def close(self) -> None:
        """Release the folder."""
        self.closed = True
        if isinstance(self.log, RunFolder):
            self.log.__exit__(None, None, None)


def open_record(folder: Path | str) -> Record:
    """Open and lock the campaign of a folder.

    Raises:
        RunFolderError: none is there, it is in use, or of a newer format.
    """
    require_campaign(folder)
    return _opened(RunFolder(folder), lambda _: None)


def begin_record(plan: Plan, folder: Path | str | None, check: Callable[[], object]) -> Record:
    """Begin a campaign, or open the one that stands in the folder.

    Args:
        plan: what it works on.
        folder: None: in memory.
        check: is called before a new campaign is written; it raises where that must not be.

    Raises:
        RunFolderError: another campaign stands there, or the folder cannot be used.
    """

    def prepare(log: Log) -> None:
        if not log.events:
            check()
            log.append(_first_event(plan))

    record = _opened(MemoryLog() if folder is None else RunFolder(folder), prepare)
    try:
        _require_same(record, plan)
    except BaseException:
        record.close()
        raise
    return record


def read_campaign(folder: Path | str) -> tuple[CampaignState, list[Mapping[str, Any]]]:
    """Return state and events of a campaign without locking it.

    Raises:
        RunFolderError: none is there, or it is of a newer format.
    """
    require_campaign(folder)
    events: list[Mapping[str, Any]] = [*read_events(folder)]
    return read_state(events, str(folder)), events


def require_campaign(folder: Path | str) -> None:
    """Refuse a folder without a log.

    Raises:
        RunFolderError: there is none.
    """
    if not (Path(folder) / EVENTS).is_file():
        raise RunFolderError(
            f"{folder} holds no campaign", fix="begin one with: orthought campaign new"
        )


def _opened(log: MemoryLog | RunFolder, prepare: Callable[[Log], None]) -> Record:
    if isinstance(log, RunFolder):
        log.__enter__()
    try:
        prepare(log)
        return Record(log)
    except BaseException:
        if isinstance(log, RunFolder):
            log.__exit__(None, None, None)
        raise


def _require_same(record: Record, plan: Plan) -> None:
    """Refuse to go on under a plan that reads what was measured differently."""
    for part in ("space", "objectives"):
        if getattr(record.state.plan, part) != getattr(plan, part):
            raise RunFolderError(
                f"{record.where} holds a campaign with another {part}",
                fix="name another folder, or open it as it is: Campaign.open(folder)",
            )


def _first_event(plan: Plan) -> dict[str, Any]:
    return {
        "type": "run",
        "format": FORMAT_VERSION,
        "kind": "campaign",
        "campaign_format": CAMPAIGN_FORMAT,
        "orthought": __version__,
        "digest": plan.digest,
        "plan": plan.model_dump(mode="json"),
    }
