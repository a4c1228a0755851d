"""Reports of evaluations: figures, tables, plots; comparisons; one problem in full.

Nothing here asks a language model or prints: functions return data or text, or write files.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orthought.evaluation.report.comparing import ComparisonReport, compare_runs
    from orthought.evaluation.report.figures.models import Summary
    from orthought.evaluation.report.figures.summarise import summarise
    from orthought.evaluation.report.problem_text import show_problem
    from orthought.evaluation.report.references import compare_references
    from orthought.evaluation.report.rescoring import Rescored, rescore
    from orthought.evaluation.report.sections.assemble import assemble
    from orthought.evaluation.report.showing import ProblemView, view_problem
    from orthought.evaluation.report.writing import ReportPaths, write_report, write_summary
    from orthought.pages.document import Document

_HOMES = {
    "ComparisonReport": "comparing",
    "Document": "document",
    "ProblemView": "showing",
    "ReportPaths": "writing",
    "Rescored": "rescoring",
    "Summary": "figures.models",
    "assemble": "sections.assemble",
    "compare_references": "references",
    "compare_runs": "comparing",
    "rescore": "rescoring",
    "show_problem": "problem_text",
    "summarise": "figures.summarise",
    "view_problem": "showing",
    "write_report": "writing",
    "write_summary": "writing",
}

__all__ = [
    "ComparisonReport",
    "Document",
    "ProblemView",
    "ReportPaths",
    "Rescored",
    "Summary",
    "assemble",
    "compare_references",
    "compare_runs",
    "rescore",
    "show_problem",
    "summarise",
    "view_problem",
    "write_report",
    "write_summary",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
