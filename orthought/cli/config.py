"""`orthought config`: the settings and where each comes from."""

from __future__ import annotations

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show, show_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See the settings.")


@app.callback()
def config() -> None:
    """See the settings."""


@app.command("show")
def show_settings(json: use.Json = False) -> None:
    """Print every setting with its value and where that comes from."""
    from orthought.settings import load_settings

    settings, origins = load_settings({})
    values = settings.model_dump(mode="json")
    if session.json:
        show_json({n: {"value": v, "origin": origins[n]} for n, v in values.items()})
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("setting", "value", "from"):
        table.add_column(title, overflow="fold")
    for name, value in values.items():
        shown = "unset" if value is None else clean_line(str(value))
        table.add_row(name, shown, clean_line(origins[name]))
    show(table)
