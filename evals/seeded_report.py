"""Figures and tables of `evals/seeded_errors.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from seeded_cases import BLURS
from seeded_edits import KINDS

from orthought.statistics import wilson

PROBE = "rows without a reason"
Record = dict[str, Any]


def is_found(record: Record, *, probe: bool = True) -> bool:
    """Whether an answer is not printed as checked, perhaps without the probe's doubt."""
    if record["status"] != "doubtful":
        return bool(record["status"] != "checked")
    return probe or record["doubts"] != [PROBE]


def share(records: list[Record]) -> Record:
    """Return how many of the records are found, and by what, with 95 % intervals."""
    ways: dict[str, Callable[[Record], bool]] = {
        "checks": is_found,
        "checks_without_probe": lambda record: is_found(record, probe=False),
        "reading": lambda record: bool(record["read"] == "differs"),
        "both": lambda record: bool(record["status_read"] != "checked"),
    }
    shares = {name: _share(sum(map(way, records)), len(records)) for name, way in ways.items()}
    return {"of": len(records), **shares}


def _share(found: int, of: int) -> Record:
    ends = wilson(found, max(1, of))
    return {"found": found, "share": found / max(1, of), "interval": [ends.low, ends.high]}


def summary(records: list[Record]) -> Record:
    """Return the figures: detection by kind and by group, false alarms, and by which means."""
    planted = [record for record in records if record["kind"]]
    every = [record for record in records if not record["kind"]]
    untouched = [record for record in every if not record["blur"]]
    kinds = {kind: [r for r in planted if r["kind"] == kind] for kind in KINDS}
    groups = sorted({record["group"] for record in records})
    means = Counter(name for record in planted for name in _means(record))
    return {
        "errors": share(planted),
        "errors_that_show_at_once": share([r for r in planted if r["shows"] == "at once"]),
        "by_kind": {kind: share(found) for kind, found in kinds.items() if found},
        "by_group": {g: share([r for r in planted if r["group"] == g]) for g in groups},
        "means": dict(means.most_common()),
        "false_alarms": share(untouched),
        "false_alarms_by_group": {
            g: share([r for r in untouched if r["group"] == g]) for g in groups
        },
        "false_alarms_blurred": {b: share([r for r in every if r["blur"] == b]) for b in BLURS},
        "false_alarm_cases": {r["key"]: r["doubts"] for r in untouched if r["status"] != "checked"},
        "readings_that_differ": {
            r["key"]: r["differs"] for r in untouched if r["read"] == "differs"
        },
        "readings_unusable": {r["key"]: r["unread"] for r in untouched if r["read"] == "unusable"},
        "seconds_of_checks": sorted(r["seconds"] for r in untouched)[len(untouched) // 2],
    }


def _means(record: Record) -> list[str]:
    status = str(record["status"])
    return record["doubts"] or ([status] if status != "checked" else [])


def table(figures: Record) -> str:
    """Return the figures as Markdown."""
    lines = [
        "| error | planted | by the checks | without the probe | by the second reading | by both |",
        "|---|---|---|---|---|---|",
    ]
    rows = {**figures["by_kind"], "all": figures["errors"]}
    rows |= {f"all, {g}": found for g, found in figures["by_group"].items()}
    rows |= {f"untouched, {g}": f for g, f in figures["false_alarms_by_group"].items()}
    rows |= {f"untouched, citations: {b}": f for b, f in figures["false_alarms_blurred"].items()}
    for name, found in rows.items():
        ways = ("checks", "checks_without_probe", "reading", "both")
        cells = (name, str(found["of"]), *(_cell(found[way]) for way in ways))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(found: Record) -> str:
    low, high = found["interval"]
    ends = f"{100 * low:.0f} to {100 * high:.0f}"
    return f"{found['found']}: {100 * found['share']:.0f} % ({ends})"


def page(figures: Record) -> str:
    """Return the page that stands beside the figures."""
    head = "# Seeded errors, the checks and second readings"
    told = (
        "Single errors planted in formulation and program of right models with a text, equivalent "
        "ones left out; found where the answer would not be printed as `checked`. In brackets: "
        "95 % intervals. The second readings were written by a stand-in for a strong model, from "
        "the text and the names of the decisions, without sight of any error; they are no "
        "product model's. Command: `python evals/seeded_errors.py --work FOLDER`."
    )
    means = "\n".join(f"| {name} | {count} |" for name, count in figures["means"].items())
    by = f"What found them (several may find one):\n\n| means | errors |\n|---|---|\n{means}"
    return "\n\n".join([head, told, table(figures), by]) + "\n"
