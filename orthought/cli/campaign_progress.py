"""How a simulation goes, while it goes: one line that is redrawn in a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from orthought.cli.terminal import clean_line, is_terminal, open_console, session, tell

if TYPE_CHECKING:
    from orthought.campaign.simulation import Progress

LINE_SECONDS: Final = 10.0
"""How often a line is written where nobody looks at a terminal."""


def status_line(progress: Progress) -> str:
    """Return done, in flight, cost and expected end on one line."""
    parts = [f"{progress.done} of {progress.planned} runs done"]
    if progress.in_flight:
        parts.append(f"{progress.in_flight} in flight")
    if progress.unfinished:
        parts.append(f"{progress.unfinished} without a result")
    if progress.usd != 0:
        parts.append("cost unknown" if progress.usd is None else f"{progress.usd:.2f} USD")
    left = progress.seconds_left
    if left is not None and progress.done < progress.planned:
        parts.append(f"ends about {time.strftime('%H:%M', time.localtime(time.time() + left))}")
    if progress.last is not None:
        parts.append(f"last: {clean_line(progress.last.proposer)}")
    return "; ".join(parts)


@contextmanager
def follow() -> Iterator[Callable[[Progress], None]]:
    """Yield what is to be told of progress until the block ends."""
    if session.quiet or session.json or not is_terminal(sys.stderr):
        yield _Lines().on_progress
        return
    from rich.live import Live
    from rich.text import Text

    with Live(console=open_console(sys.stderr), refresh_per_second=4, transient=True) as live:

        def on_progress(progress: Progress) -> None:
            session.run = str(progress.folder)
            live.update(Text(status_line(progress)))

        yield on_progress


class _Lines:
    def __init__(self) -> None:
        self._told = time.monotonic()

    def on_progress(self, progress: Any) -> None:
        """Write a line from time to time."""
        session.run = str(progress.folder)
        if time.monotonic() - self._told > LINE_SECONDS:
            self._told = time.monotonic()
            tell(status_line(progress))
