"""`orthought eval leaderboard`: all kept evaluations on one page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.scoring import Labels, label_version
from orthought.cli.terminal import clean_line, session, show_json, tell, write

if TYPE_CHECKING:
    from orthought.evaluation.report.leaderboard import Board, Leaderboard


def leaderboard(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER...", help="Evaluations, or folders below which they lie."),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Where to; default: the first folder."),
    ] = None,
    rule: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A scoring rule; repeat it; default strict."),
    ] = None,
    labels: Labels = "corrected",
    json: use.Json = False,
) -> None:
    """Write leaderboard.html, leaderboard.md and leaderboard.json over many evaluations.

    Ways are placed against each other only where they were measured on the same problems, each with
    the test against the next. Evaluations whose problems are not here are named, with the command
    that gets them. No language model is called.
    """
    from orthought.evaluation.report.leaderboard import make_leaderboard, write_leaderboard

    session.json = json
    found = make_leaderboard(folders, tuple(rule or ("strict",)), label_version(labels))
    paths = write_leaderboard(found, out or folders[0])
    if session.json:
        show_json(paths.model_dump(mode="json"))
        return
    _show(found)
    for path in paths.model_dump().values():
        write(f"{path}\n")


def _show(found: Leaderboard) -> None:
    for board in found.boards:
        write(_lines(board, found.label_version))
    for item in found.left_out:
        tell(f"not shown: {item.folder}: {item.reason}")


def _lines(board: Board, version: str) -> str:
    """Return a board for a terminal: place, right answers, method, model, evaluation."""
    from orthought.evaluation.report.sections.context import count_text

    lines = [f"{board.set_name}, {board.problems} problems, rule {board.rule}, {version} labels"]
    for standing in board.standings:
        share, way = standing.shares.get(version), standing.way
        right = count_text(share) if share else "-"
        names = clean_line(f"{way.method} @ {way.llm} ({way.run})")
        lines.append(f"  {standing.place:>2}  {right:>8}  {names}")
    return "\n".join(lines) + "\n\n"
