"""`orthought show`: the answer of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.solve import finish
from orthought.cli.terminal import clean_line, session, show, show_json, tell


def show_run(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a finished run.")],
    sent: Annotated[
        bool, typer.Option("--sent", help="List instead what the run sent, and where to.")
    ] = False,
    json: use.Json = False,
) -> None:
    """Print the answer of a finished run again; the exit code is that of the answer."""
    if sent:
        _show_sent(run)
        return
    from orthought.agent.api import load

    finish(load(run))


def _show_sent(run: Path) -> None:
    """List the calls of a run, finished or not: where each went and what was in it."""
    from rich.table import Table

    from orthought.agent.sent import list_sent
    from orthought.runs import read_events

    sent = list_sent(read_events(run))
    if session.json:
        show_json(sent.model_dump(mode="json"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("stage", "to", "sent", "bytes", "problem text", "outlines"):
        table.add_column(title, overflow="fold")
    for call in sent.calls:
        outlines = ", ".join((*call.tables, *call.documents)) or "-"
        said = "yes" if call.problem_text else "no"
        cells = (call.stage, call.to or "this machine", call.attempts, call.bytes, said, outlines)
        table.add_row(*map(clean_line, cells))
    if sent.calls:
        show(table)
    left = "something" if sent.left else "nothing"
    tell(f"{left} left this machine; the texts stand in {run / 'events.jsonl'}")
