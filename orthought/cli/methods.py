"""`orthought methods`: the strategies from problem to solution, and what each costs and changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean, session, show, show_json

if TYPE_CHECKING:
    from orthought.agent.methods.card import MethodCard

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="See the methods.")


@app.callback()
def methods() -> None:
    """See the methods."""


@app.command("list")
def list_methods(json: use.Json = False) -> None:
    """List the methods that --method takes, with the calls that each makes for a problem."""
    from orthought.agent.methods.cards import card_of
    from orthought.agent.registry import METHODS

    cards = [card_of(name) for name in METHODS]
    if session.json:
        show_json({"methods": [card.model_dump(mode="json") for card in cards]})
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("method", "calls", "title"):
        table.add_column(title, overflow="fold")
    for card in cards:
        table.add_row(card.name, _calls(card), card.title)
    show(table)


@app.command("show")
def show_method(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="Method, such as standard or orthought+without_understanding."
        ),
    ],
    json: use.Json = False,
) -> None:
    """Print a method's card: source, calls, prompts, and where it deviates from its paper."""
    from rich.text import Text

    from orthought.agent.methods.cards import card_of

    card = card_of(name)
    if session.json:
        show_json(card.model_dump(mode="json"))
        return
    temperature = "the model's own" if card.temperature is None else f"{card.temperature:g}"
    facts = {
        "source": card.source or "not given",
        "samples": str(card.samples),
        "temperature": temperature,
        "repairs": f"at most {card.max_repairs}" if card.max_repairs else "none",
        "calls": _calls(card),
        "target": card.target_language,
        "prompts": ", ".join(card.prompts) or "not given",
    }
    show(Text(clean(f"{card.name}: {card.title}"), style="bold"))
    show(Text(clean("\n".join(f"{key}: {value}" for key, value in facts.items()))))
    if card.deviations:
        show(Text("\nWhere it deviates", style="bold"))
        show(Text(clean("\n".join(f"- {line}" for line in card.deviations))))


def _calls(card: MethodCard) -> str:
    if card.calls_most is None:
        return "not given"
    if card.calls_least == card.calls_most:
        return str(card.calls_least)
    return f"{card.calls_least} to {card.calls_most}"
