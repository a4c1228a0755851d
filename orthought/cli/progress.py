"""How an evaluation goes, while it goes: a live table in a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from orthought.cli.terminal import clean_line, is_terminal, open_console, session, tell

if TYPE_CHECKING:
    from orthought.evaluation.results import CellResult
    from orthought.evaluation.runner import Progress

LINE_SECONDS: Final = 10.0
"""How often a line is written where nobody looks at a terminal."""
SHOWN: Final = 8
"""Finished problems that stay in sight."""


class Follower:
    """Keeps what the live table shows."""

    def __init__(self) -> None:
        self.recent: deque[CellResult] = deque(maxlen=SHOWN)
        self._live: Any = None
        self._told = 0.0
        self._last: CellResult | None = None

    def show_in(self, live: Any) -> None:
        """Draw into this live display from now on."""
        self._live = live

    def on_progress(self, progress: Progress) -> None:
        """Take note of what happened; draw or write it."""
        if progress.last is not None and progress.last is not self._last:
            self._last = progress.last
            self.recent.append(progress.last)
        if self._live is not None:
            self._live.update(self._table(progress))
            return
        finished = progress.done == progress.planned
        if finished or time.monotonic() - self._told > LINE_SECONDS:
            self._told = time.monotonic()
            tell(status_line(progress))

    def _table(self, progress: Progress) -> Any:
        from rich.table import Table

        table = Table(title=status_line(progress), title_justify="left", show_edge=False)
        for name in ("problem", "method", "status", "objective", "calls", "tokens", "seconds"):
            table.add_column(name)
        for result in self.recent:
            table.add_row(*_row(result))
        return table


def _row(result: CellResult) -> tuple[str, ...]:
    usage = result.usage
    return (
        clean_line(result.cell.problem_key),
        clean_line(result.cell.method),
        clean_line(result.error or result.status),
        "" if result.objective is None else f"{result.objective:g}",
        str(usage.calls),
        str(usage.prompt_tokens + usage.completion_tokens),
        f"{result.seconds:.1f}",
    )


def status_line(progress: Progress) -> str:
    """Return done, rate, cost and expected end on one line."""
    parts = [f"{progress.done} of {progress.planned} done"]
    if progress.in_flight:
        parts.append(f"{progress.in_flight} in flight")
    if progress.unfinished:
        parts.append(f"{progress.unfinished} without a result")
    if progress.here:
        parts.append(f"{progress.per_minute:.1f} a minute")
        cost = "cost unknown" if progress.usd is None else f"{progress.usd:.2f} USD"
        parts.append(cost)
    left = progress.seconds_left
    if left is not None and progress.done < progress.planned:
        parts.append(f"ends about {time.strftime('%H:%M', time.localtime(time.time() + left))}")
    return "; ".join(parts)


@contextmanager
def follow() -> Iterator[Follower]:
    """Show progress until the block ends."""
    follower = Follower()
    if session.quiet or session.json or not is_terminal(sys.stderr):
        yield follower
        return
    from rich.live import Live

    with Live(console=open_console(sys.stderr), refresh_per_second=4, transient=True) as live:
        follower.show_in(live)
        yield follower
