"""The head: what was measured, on what, and by which measure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from orthought.evaluation.report.figures.models import SetFacts, Summary
from orthought.evaluation.report.sections.context import audited_text
from orthought.pages.document import Fact

VERSION_WORDS: Final = {
    "published": "published (as the sets were released)",
    "corrected": "corrected (verdicts of the audit in place of refuted labels)",
    "undisputed": "undisputed (the published labels, without those that the audit disputes)",
}


def facts_of(summary: Summary) -> tuple[Fact, ...]:
    """Return the lines of the head."""
    rule = summary.rule_meaning + (
        f". Source: {summary.rule_source}" if summary.rule_source else ""
    )
    facts = [
        Fact(name="Language models", value=_listed(summary, "llm")),
        Fact(name="Methods", value=_listed(summary, "method")),
        Fact(name="Scoring rule", value=f"{summary.rule}: {rule}"),
        Fact(name="Label version", value=VERSION_WORDS[summary.label_version]),
        Fact(name="Finished", value=f"{summary.finished} of {summary.planned} cells"),
        Fact(name="Begun", value=_of_manifests(summary, "created")),
        Fact(name="Commit", value=_of_manifests(summary, "commit") or "not known"),
        Fact(name="ORThought", value=_of_manifests(summary, "orthought")),
    ]
    facts += [Fact(name=f"Set {item.name}", value=set_text(item)) for item in summary.sets]
    if summary.rule_note:
        facts.append(Fact(name="About the rule", value=summary.rule_note))
    return tuple(facts)


def set_text(facts: SetFacts) -> str:
    """Return what must be known of a set: how much of it, which labels, which licence."""
    parts = [
        f"{facts.measured} of {facts.whole} problems measured",
        f"n = {facts.in_version} under these labels",
        f"audited {audited_text(facts)}",
        f"data {facts.digest[:12]}",
        f"labels {facts.labels_digest[:12]}",
        f"licence {facts.licence or 'not stated'}",
    ]
    if facts.available < facts.whole:
        parts.insert(1, f"{facts.available} of {facts.whole} were at hand")
    return "; ".join(parts)


def warnings_of(summary: Summary) -> tuple[str, ...]:
    """Return what a reader must know before the first figure."""
    changed = [facts.name for facts in summary.sets if facts.labels_changed]
    harness = sum(row.harness for row in summary.ways)
    found = list(summary.warnings)
    if changed:
        found.append(
            f"The labels of {', '.join(changed)} changed after the run was begun; "
            "it was scored anew against those of today."
        )
    if harness:
        found.append(
            f"{harness} cells were ended by the endpoint or the budget. They count as not right."
        )
    return tuple(found)


def _listed(summary: Summary, name: str) -> str:
    values = (manifest["experiment"].get(name, ()) for manifest in summary.runs.values())
    return ", ".join(dict.fromkeys(item for value in values for item in value))


def _of_manifests(summary: Summary, name: str) -> str:
    values: Iterable[Any] = (manifest.get(name) for manifest in summary.runs.values())
    return ", ".join(dict.fromkeys(str(value) for value in values if value))
