"""The files of a report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orthought.base import Model
from orthought.evaluation.problems import LabelVersion
from orthought.evaluation.report.causes import Tell
from orthought.evaluation.report.figures.models import Summary
from orthought.evaluation.report.figures.summarise import summarise
from orthought.evaluation.report.files import write_text
from orthought.evaluation.report.inputs import Labels, Run
from orthought.evaluation.report.sections.assemble import assemble
from orthought.pages.html import to_html
from orthought.pages.latex import to_latex
from orthought.pages.markdown import to_markdown

if TYPE_CHECKING:
    from orthought.evaluation.failures import ProbeLimits


class ReportPaths(Model):
    """Where a report was written."""

    html: Path
    markdown: Path
    latex: Path
    json_file: Path


def write_report(
    runs: Sequence[Run],
    out: Path | str,
    rule: str = "strict",
    label_version: LabelVersion = "corrected",
    *,
    labels: Labels | None = None,
    limits: ProbeLimits | None = None,
    tell: Tell | None = None,
) -> ReportPaths:
    """Write report.html, report.md, report.tex and report.json into a folder.

    Args:
        runs: evaluations, shards already merged (`runner.read_runs` does that).
        out: the folder; it is made where it is not there.
        rule: name of the scoring rule.
        label_version: which labels count.
        labels: where they come from; None: the sets and their errata.
        limits: on the trial solves that look for causes of wrong answers.
        tell: is told how many causes are found, and of how many.

    Raises:
        InputError: nothing to report, or a set that is not here.
        SettingsError: no such rule.
        RunFolderError: the folder cannot be written to.
    """
    summary = summarise(runs, rule, label_version, labels=labels, limits=limits, tell=tell)
    return write_summary(summary, out)


def write_summary(summary: Summary, out: Path | str) -> ReportPaths:
    """Write the files of a summary.

    Raises:
        RunFolderError: the folder cannot be written to.
    """
    document, folder = assemble(summary), Path(out)
    return ReportPaths(
        html=write_text(folder / "report.html", to_html(document)),
        markdown=write_text(folder / "report.md", to_markdown(document)),
        latex=write_text(folder / "report.tex", to_latex(document)),
        json_file=write_text(folder / "report.json", summary.model_dump_json(indent=1) + "\n"),
    )
