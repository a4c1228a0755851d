"""Figures and tables of `evals/seeded_errors.py`."""

from __future__ import annotations

from collections import Counter
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
    """Return how many of the records are found, with a 95 % interval."""
    found = sum(map(is_found, records))
    checks = sum(is_found(record, probe=False) for record in records)
    ends = wilson(found, max(1, len(records)))
    rate = found / max(1, len(records))
    return {
        "of": len(records),
        "found": found,
        "share": rate,
        "interval": [ends.low, ends.high],
        "found_without_probe": checks,
    }


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
        "seconds_of_checks": sorted(r["seconds"] for r in untouched)[len(untouched) // 2],
    }


def _means(record: Record) -> list[str]:
    status = str(record["status"])
    return record["doubts"] or ([status] if status != "checked" else [])


def table(figures: Record) -> str:
    """Return the figures as Markdown."""
    lines = [
        "| error | planted | found | share | 95 % interval | found without the probe |",
        "|---|---|---|---|---|---|",
    ]
    rows = {**figures["by_kind"], "all": figures["errors"]}
    rows |= {f"all, {g}": found for g, found in figures["by_group"].items()}
    rows |= {f"untouched, {g}": f for g, f in figures["false_alarms_by_group"].items()}
    rows |= {f"untouched, citations: {b}": f for b, f in figures["false_alarms_blurred"].items()}
    for name, found in rows.items():
        low, high = found["interval"]
        part = f"{100 * found['share']:.0f} %"
        ends = f"{100 * low:.0f} to {100 * high:.0f} %"
        cells = (name, found["of"], found["found"], part, ends, found["found_without_probe"])
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


def page(figures: Record) -> str:
    """Return the page that stands beside the figures."""
    head = "# Seeded errors and the checks without a model call"
    told = (
        "Single errors planted in formulation and program of right models with a text, equivalent "
        "ones left out; found where the answer would not be printed as `checked`. Command: "
        "`python evals/seeded_errors.py --work FOLDER`."
    )
    means = "\n".join(f"| {name} | {count} |" for name, count in figures["means"].items())
    by = f"What found them (several may find one):\n\n| means | errors |\n|---|---|\n{means}"
    return "\n\n".join([head, told, table(figures), by]) + "\n"
