"""`orthought eval robustness`: what other words or other numbers cost."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orthought.cli import options as use
from orthought.cli.scoring import Labels, Rule, label_version
from orthought.cli.terminal import session, show_json, write


def robustness(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN...", help="Evaluations of a set and of it in other words."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Also write robustness.html, .md and .json there."),
    ] = None,
    rule: Rule = "strict",
    labels: Labels = "corrected",
    json: use.Json = False,
) -> None:
    """Show what is lost where the same problems stand in other words or with other numbers.

    Sets in other words are named SET~RULE@SEED, such as starter~synonyms@1; rules: order, units,
    synonyms, distractors, words, and numbers (other numbers, labels proven anew). No language model
    is called.
    """
    from orthought.evaluation.records import read_evaluation
    from orthought.evaluation.robustness.comparing import compare_robustness
    from orthought.evaluation.robustness.page import lines_of
    from orthought.evaluation.robustness.writing import write_robustness

    session.json = json
    read = [read_evaluation(folder) for folder in runs]
    found = compare_robustness(read, rule, label_version(labels))
    paths = write_robustness(found, out) if out is not None else ()
    if session.json:
        show_json(found.model_dump(mode="json"))
        return
    write(lines_of(found))
    for path in paths:
        write(f"{path}\n")
