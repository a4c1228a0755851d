"""`orthought classes`: the problem classes that the prompts know."""

from __future__ import annotations

from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean, session, show, show_json

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See the problem classes.")


@app.callback()
def classes() -> None:
    """See the problem classes."""


@app.command("list")
def list_classes(json: use.Json = False) -> None:
    """List the problem classes whose hints and examples prompts carry."""
    from orthought.agent.classes.library import load_classes

    known = load_classes()
    if session.json:
        show_json({"classes": [item.model_dump(mode="json") for item in known]})
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("class", "type", "title"):
        table.add_column(title, overflow="fold")
    for item in known:
        table.add_row(item.identifier, item.type.value, clean(item.title))
    show(table)


@app.command("show")
def show_class(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Class, such as knapsack.")],
    json: use.Json = False,
) -> None:
    """Print the hints, typical mistakes and worked example of a class."""
    from rich.text import Text

    from orthought.agent.classes.library import get

    item = get(name)
    if session.json:
        show_json(item.model_dump(mode="json"))
        return
    mistakes = [f"- {entry.mistake} {entry.remedy}" for entry in item.mistakes]
    blocks = {
        f"{item.title} ({item.type.value})": [f"- {hint}" for hint in item.hints],
        "Typical mistakes": mistakes,
        "Worked example": [item.example.problem],
        "Its model": [item.example.program],
        "Its optimum": [f"{item.example.answer:g}"],
    }
    for title, lines in blocks.items():
        show(Text(title, style="bold"), Text(clean("\n".join(lines))), Text(""))
