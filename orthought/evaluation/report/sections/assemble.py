"""The document of a summary."""

from __future__ import annotations

from orthought.evaluation.report.figures.models import Summary
from orthought.evaluation.report.sections import appendix, comparisons, parts, results
from orthought.evaluation.report.sections.context import Context
from orthought.evaluation.report.sections.head import facts_of, warnings_of
from orthought.pages.document import Document


def assemble(summary: Summary) -> Document:
    """Return the report of a summary, ready for any format."""
    context = Context(summary)
    sections = (
        results.results(context),
        results.samples(context),
        comparisons.comparisons(context),
        comparisons.versions(context),
        parts.breakdowns(context),
        parts.confidence(context),
        parts.causes(context),
        results.effort(context),
        parts.sizes(context),
        appendix.methods(context),
        appendix.problems(context),
        appendix.provenance(context),
    )
    return Document(
        title=f"Evaluation: {summary.title}",
        stand_in=summary.stand_in,
        warnings=warnings_of(summary),
        facts=facts_of(summary),
        sections=tuple(section for section in sections if section is not None),
    )
