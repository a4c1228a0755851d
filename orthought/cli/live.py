"""Who watches a run: a live view on a terminal, plain lines when piped, nobody when quiet."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from orthought.cli.terminal import clean, clean_line, is_terminal, open_console, session, tell

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

TAIL_LINES = 4
TAIL_CHARACTERS = 2000
log = logging.getLogger("orthought.run")


class Watcher(Protocol):
    """Receives what happens in a run."""

    def on_event(self, event: dict[str, Any]) -> None:
        """Receive an event of the run."""
        ...

    def on_text(self, text: str) -> None:
        """Receive a piece of the model's text."""
        ...

    def on_progress(self, what: str, done: int, total: int) -> None:
        """Receive how far something long has come; total 0: not known."""
        ...

    def pause(self) -> AbstractContextManager[None]:
        """Make room for a question to the user."""
        ...


class Silent:
    """Only writes to the log."""

    def on_event(self, event: dict[str, Any]) -> None:
        note(event)

    def on_text(self, text: str) -> None:
        """Nobody looks."""

    def on_progress(self, what: str, done: int, total: int) -> None:
        """Nobody looks."""

    @contextmanager
    def pause(self) -> Iterator[None]:
        yield


class Plain(Silent):
    """A line a stage, and a line for every tenth of something long."""

    def __init__(self) -> None:
        self._last = ("", -1)

    def on_event(self, event: dict[str, Any]) -> None:
        note(event)
        line = describe(event)
        if line:
            tell(line)
        elif event.get("type") == "progress":
            self.on_progress(*progress_of(event))

    def on_progress(self, what: str, done: int, total: int) -> None:
        tenth = 10 * done // total if total else 0
        if (what, tenth) != self._last:
            self._last = (what, tenth)
            tell(f"{clean_line(what)}: {10 * tenth} %" if total else clean_line(what))


class LiveView:
    """Finished stages stay as lines; below them the present one and the end of the model's text."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live: Live | None = None
        self._stage = "starting"
        self._began = time.monotonic()
        self._text = ""
        self._bar: tuple[int, int] | None = None

    def on_event(self, event: dict[str, Any]) -> None:
        note(event)
        line = describe(event)
        if event.get("type") == "progress":
            self.on_progress(*progress_of(event))
        if not line:
            return
        self._keep()
        self._stage, self._began, self._text, self._bar = line, time.monotonic(), "", None

    def on_text(self, text: str) -> None:
        self._text = (self._text + text)[-TAIL_CHARACTERS:]

    def on_progress(self, what: str, done: int, total: int) -> None:
        self._stage, self._bar, self._text = clean_line(what), (done, total) if total else None, ""

    @contextmanager
    def pause(self) -> Iterator[None]:
        self.close()
        try:
            yield
        finally:
            self.open()

    def open(self) -> None:
        """Begin to draw. A new view each time: an old one would wipe what was written since."""
        from rich.live import Live

        self._live = Live(self, console=self._console, transient=True, refresh_per_second=8)
        self._live.start()

    def close(self) -> None:
        """Wipe what is drawn; the lines of finished stages stay."""
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def finish(self) -> None:
        """Let the last stage stand as a line."""
        self._keep()
        self._stage, self._text, self._bar = "", "", None
        self.close()

    def _keep(self) -> None:
        if self._stage and self._stage != "starting":
            seconds = time.monotonic() - self._began
            self._console.print(f"  {self._stage} ({seconds:.1f} s)", style="dim")

    def __rich__(self) -> RenderableType:
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.spinner import Spinner
        from rich.table import Table
        from rich.text import Text

        if not self._stage:
            return Text("")
        seconds = time.monotonic() - self._began
        parts: list[RenderableType] = [
            Spinner("line", Text(f"{self._stage} ({seconds:.0f} s)"), style="bold")
        ]
        if self._bar is not None:
            done, total = self._bar
            grid = Table.grid(padding=(0, 1))
            bar = ProgressBar(total=total, completed=done, width=30)
            grid.add_row(" ", bar, Text(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB"))
            parts.append(grid)
        tail = clean(self._text).splitlines()[-TAIL_LINES:]
        parts += [Text("  " + line, style="dim", no_wrap=True, overflow="crop") for line in tail]
        return Group(*parts)


@contextmanager
def watch() -> Iterator[Watcher]:
    """Open the view that fits this terminal."""
    if session.quiet:
        yield Silent()
    elif session.verbose or not is_terminal(sys.stderr) or os.environ.get("TERM") == "dumb":
        yield Plain()
    else:
        view = LiveView(open_console(sys.stderr))
        view.open()
        try:
            yield view
            view.finish()
        finally:
            view.close()


def note(event: dict[str, Any]) -> None:
    """Remember the run folder, and log the event."""
    if event.get("type") == "folder":
        session.run = str(event.get("path", ""))
    if log.isEnabledFor(logging.DEBUG) and event.get("type") != "progress":
        shown = {name: value for name, value in event.items() if name not in {"at", "type"}}
        log.debug("%s %s", event.get("type"), str(shown)[:500])


def progress_of(event: dict[str, Any]) -> tuple[str, int, int]:
    """Return what takes long, how much is done, and of how much."""
    return str(event.get("message", "")), int(event.get("done", 0)), int(event.get("total", 0))


def describe(event: dict[str, Any]) -> str:
    """Return the line of an event that a user wants to see, or ''."""
    kind = event.get("type")
    if kind == "stage":
        attempt = event.get("attempt", 1)
        again = f" (attempt {attempt})" if isinstance(attempt, int) and attempt > 1 else ""
        return (
            f"{clean_line(event.get('stage', '')):<8} {clean_line(event.get('message', ''))}{again}"
        )
    if kind == "retry":
        wait = event.get("wait")
        later = f"; again in {wait:.0f} s" if isinstance(wait, int | float) else ""
        return f"retry    {clean_line(event.get('message', ''))}{later}"
    return ""
