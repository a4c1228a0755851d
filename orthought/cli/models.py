"""`orthought models`: the weights of embedded language models on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show, show_json, tell

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="List, fetch and remove embedded models."
)
Name = Annotated[
    str | None, typer.Argument(metavar="NAME", help="Name of the model; default: the embedded one.")
]


@app.callback()
def models() -> None:
    """List, fetch and remove embedded models."""


@app.command("list")
def list_weights(json: use.Json = False) -> None:
    """List the known models and whether their weights are on this machine."""
    from orthought.llm.embedded.weights import list_models

    stored = list_models()
    if session.json:
        show_json({"models": [model.model_dump(mode="json") for model in stored]})
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("name", "size", "here", "licence", "file"):
        table.add_column(title, overflow="fold")
    for model in stored:
        card, here = model.card, "yes" if model.present else "no"
        size = f"{card.size / 1e9:.2f} GB"
        table.add_row(card.name, size, here, card.licence, clean_line(model.path))
    show(table)


@app.command("pull")
def pull_weights(
    name: Name = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="Take them from a folder, not the network."),
    ] = None,
) -> None:
    """Fetch the weights of a model and verify them; goes on where it was stopped."""
    from orthought.cli.live import watch
    from orthought.llm.embedded.cards import DEFAULT_CARD
    from orthought.llm.embedded.weights import pull

    with watch() as watcher:
        path = pull(
            name or DEFAULT_CARD,
            source_folder=source,
            offline=use.stay_offline(),
            on_progress=watcher.on_progress,
        )
    tell(f"verified: {path}")


@app.command("remove")
def remove_weights(name: Name = None) -> None:
    """Delete the weights of a model from this machine."""
    from orthought.llm.embedded.cards import DEFAULT_CARD
    from orthought.llm.embedded.weights import remove

    wanted = name or DEFAULT_CARD
    tell(f"removed: {wanted}" if remove(wanted) else f"nothing of {wanted} was there")
