"""The files of a leaderboard."""

from __future__ import annotations

from pathlib import Path

from orthought.base import Model
from orthought.evaluation.report.files import write_text
from orthought.evaluation.report.leaderboard.models import Leaderboard
from orthought.evaluation.report.leaderboard.page import page_of
from orthought.pages.html import to_html
from orthought.pages.markdown import to_markdown


class LeaderboardPaths(Model):
    """Where a leaderboard was written."""

    html: Path
    markdown: Path
    json_file: Path


def write_leaderboard(board: Leaderboard, out: Path | str) -> LeaderboardPaths:
    """Write leaderboard.html, leaderboard.md and leaderboard.json into a folder.

    Raises:
        RunFolderError: the folder cannot be written to.
    """
    document, folder = page_of(board), Path(out)
    return LeaderboardPaths(
        html=write_text(folder / "leaderboard.html", to_html(document)),
        markdown=write_text(folder / "leaderboard.md", to_markdown(document)),
        json_file=write_text(folder / "leaderboard.json", board.model_dump_json(indent=1) + "\n"),
    )
