"""`orthought eval robustness`: what harmless changes of the problems cost a method."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.evaluate import Runs
from orthought.cli.scoring import Labels, Rule, label_version
from orthought.cli.terminal import clean_line, session, show, show_json, tell, write

if TYPE_CHECKING:
    from rich.table import Table as Grid

    from orthought.evaluation.report.inputs import Run
    from orthought.evaluation.robustness.comparing import Effect, RobustnessReport


def robustness(
    runs: Runs,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the comparison as Markdown, too.")
    ] = None,
    rule: Rule = "strict",
    labels: Labels = "corrected",
    json: use.Json = False,
) -> None:
    """Compare derived sets such as starter~synonyms@1 with their base, problem by problem.

    Both must have been measured; see docs/evaluation.md. No language model is called.
    """
    from orthought.evaluation.report.files import write_text
    from orthought.evaluation.robustness.comparing import compare_derived
    from orthought.evaluation.robustness.writing import robustness_markdown

    session.json = json
    found = compare_derived(_read(runs), rule, label_version(labels))
    if out is not None:
        write_text(out, robustness_markdown(found))
        tell(f"written to {out}")
    if session.json:
        show_json(found.model_dump(mode="json"))
        return
    if found.stand_in:
        write(f"Stand-in model: {clean_line(found.stand_in)}\n")
    _show(found)


def _read(folders: list[Path]) -> list[Run]:
    """Read run folders, and folders in which only the records of a run are kept."""
    from orthought.evaluation.records import RECORDS, read_evaluation
    from orthought.evaluation.runner import read_runs

    kept = [folder for folder in folders if (folder / RECORDS).is_file()]
    whole = [folder for folder in folders if folder not in kept]
    return [*map(read_evaluation, kept), *read_runs(whole)]


def _show(report: RobustnessReport) -> None:
    """Write a table for each method and language model, and what was left out."""
    from rich.text import Text

    from orthought.evaluation.robustness.writing import notes_of

    for method, llm in dict.fromkeys((e.derived.method, e.derived.llm) for e in report.effects):
        mine = [e for e in report.effects if (e.derived.method, e.derived.llm) == (method, llm)]
        show(Text(clean_line(f"{method} @ {llm}"), style="bold"), _grid(mine), Text(""))
    write(f"scoring rule {report.scoring}, labels {report.label_version}; drop in points\n")
    for note in notes_of(report):
        write(f"{clean_line(note)}\n")


def _grid(effects: list[Effect]) -> Grid:
    from rich.table import Table as Grid

    from orthought.evaluation.report.numbers import percent, points, probability

    grid = Grid(box=None, padding=(0, 2, 0, 0))
    grid.add_column("set", overflow="fold")
    for name in ("problems", "base", "derived", "drop", "p", "p (Holm)", "left out"):
        grid.add_column(name, justify="right", overflow="fold")
    for effect in effects:
        grid.add_row(
            clean_line(effect.derived.set_name),
            str(effect.problems),
            percent(effect.right_base),
            percent(effect.right_derived),
            points(effect.drop),
            probability(effect.test.p_value),
            probability(effect.adjusted),
            str(len(effect.left_out)),
        )
    return grid
