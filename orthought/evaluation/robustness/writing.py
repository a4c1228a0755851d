"""The files of a robustness comparison."""

from __future__ import annotations

from pathlib import Path

from orthought.evaluation.report.files import write_text
from orthought.evaluation.robustness.comparing import Robustness
from orthought.evaluation.robustness.page import page_of
from orthought.pages.html import to_html
from orthought.pages.markdown import to_markdown


def write_robustness(found: Robustness, out: Path | str) -> tuple[Path, ...]:
    """Write robustness.html, robustness.md and robustness.json into a folder; return their paths.

    Raises:
        RunFolderError: the folder cannot be written to.
    """
    document, folder = page_of(found), Path(out)
    return (
        write_text(folder / "robustness.html", to_html(document)),
        write_text(folder / "robustness.md", to_markdown(document)),
        write_text(folder / "robustness.json", found.model_dump_json(indent=1) + "\n"),
    )
