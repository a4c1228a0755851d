"""`orthought learn`: keep a checked run as an example for later problems, on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show, show_json

if TYPE_CHECKING:
    from orthought.agent.learning.library import Learned


def learn(
    run: Annotated[
        Path | None, typer.Argument(metavar="[RUN]", help="Folder of a run with a checked answer.")
    ] = None,
    vouch: Annotated[
        bool, typer.Option("--vouch", help="I answer for it, although it is not checked.")
    ] = False,
    forget: Annotated[str | None, typer.Option(metavar="KEY", help="Take an example away.")] = None,
    json: use.Json = False,
) -> None:
    """Keep a checked run as an example for later problems; without RUN: list what is kept.

    Examples stay in the user's data folder and are shown to the language model with problems of the
    same kind. Measurements leave them out.
    """
    session.json = json
    from orthought.agent.learning import library
    from orthought.errors import InputError

    if run is not None and forget is not None:
        raise InputError("learn and forget are two commands", fix="leave RUN or --forget out")
    if forget is not None:
        kept = library.forget(forget)
        _tell([kept], f"forgotten: {kept.key}")
    elif run is not None:
        kept = library.learn(run, vouched=vouch, data_set_of=_data_set)
        _tell([kept], f"kept: {kept.key}, {', '.join(kept.classes) or 'of no known class'}")
    else:
        _tell(library.entries(), "")


def _data_set(text: str) -> str:
    """Return the benchmark problem that a text is, where its set is on this machine."""
    from orthought.agent.learning.choosing import is_the_same
    from orthought.evaluation.sets.library import is_here, list_sets, load_set

    for card in list_sets():
        if is_here(card):
            for problem in load_set(card.name).problems:
                if is_the_same(problem.text, text):
                    return problem.key
    return ""


def _tell(found: Sequence[Learned], line: str) -> None:
    if session.json:
        show_json([item.model_dump(mode="json", exclude={"reply"}) for item in found])
        return
    if line:
        show(clean_line(line))
        return
    if not found:
        show("no examples yet; orthought learn RUN keeps one")
    for item in found:
        said = " ".join(item.text.split())[:60]
        show(clean_line(f"{item.key}  {item.at}  {', '.join(item.classes[:2])}  {said}"))
