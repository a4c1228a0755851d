"""Where a campaign's events go: a run folder, or memory where none is given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from orthought.runs import Event


class Log(Protocol):
    """An append-only list of events."""

    @property
    def events(self) -> list[Event]: ...

    def append(self, event: Mapping[str, Any]) -> None:
        """Keep one more event; where the log is a file, it is on the disk then."""
        ...


class MemoryLog:
    """Events of a campaign that has no folder; they end with the process."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def append(self, event: Mapping[str, Any]) -> None:
        """Keep one more event."""
        self.events.append(dict(event))
