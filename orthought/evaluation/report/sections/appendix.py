"""Every problem, and where the figures come from."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from orthought.evaluation.report.figures.models import CellRow, ProblemRow, SetFacts
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import objective
from orthought.evaluation.report.sections.context import (
    NOTHING,
    Context,
    chunks,
    columns,
    slugged,
    text,
)
from orthought.pages.document import Entry, Section, Table

WAYS_A_PROBLEM_TABLE: Final = 4
_MANIFEST_LINES: Final = (
    "created", "commit", "orthought", "python", "platform", "processors", "command", "seeds",
    "shard", "cells", "experiment_digest",
)  # fmt: skip
_UNSET: Final[tuple[Any, ...]] = (None, "", [], ())


def problems(context: Context) -> Section:
    """Return what each way answered to each problem. Identifiers and numbers only, no texts."""
    tables = tuple(
        _problem_table(context, facts, part, number)
        for facts, ways in context.sets()
        for number, part in enumerate(chunks(ways, WAYS_A_PROBLEM_TABLE))
    )
    return Section(
        identifier="problems",
        title="Every problem",
        text=(
            "`orthought eval show RUN ID` shows one problem with its text, formulations, programs "
            "and replies.",
        ),
        tables=tables,
    )


def methods(context: Context) -> Section:
    """Return what each method was allowed, and where it differs from its paper."""
    cards: dict[str, dict[str, Any]] = {}
    for manifest in context.summary.runs.values():
        cards |= manifest.get("methods") or {}
    tables = [_settings_table(context)]
    tables += [_cards_table(cards), _deviations_table(cards)] if cards else []
    return Section(
        identifier="methods",
        title="Budgets and methods",
        tables=tuple(table for table in tables if table.rows),
    )


def provenance(context: Context) -> Section:
    """Return versions, digests, seeds and commands."""
    summary = context.summary
    lines = []
    for name, manifest in summary.runs.items():
        lines += [
            (text(name), text(key), text(_spelled(manifest[key])))
            for key in _MANIFEST_LINES
            if manifest.get(key) not in _UNSET
        ]
        for solver, version in (manifest.get("solvers") or {}).items():
            lines.append((text(name), text(f"solver {solver}"), text(str(version))))
    prompts = dict.fromkeys(row for m in summary.runs.values() for row in _prompts(m))
    sets = [
        (text(facts.name), text(facts.digest), text(facts.labels_digest), text(facts.licence))
        for facts in summary.sets
    ]
    tables = [
        Table(
            identifier="versions-table",
            caption="Versions, seeds and commands.",
            columns=columns("evaluation", "what", "value", left=3),
            rows=tuple(lines),
        ),
        Table(
            identifier="digests",
            caption=f"Digests of the data and of the labels ({summary.label_version}).",
            columns=columns("set", "data", "labels", "licence", left=4),
            rows=tuple(sets),
        ),
    ]
    if prompts:
        tables.append(
            Table(
                identifier="prompts",
                caption="Prompts: version and digest.",
                columns=columns("prompt", "version", "digest", left=3),
                rows=tuple(tuple(map(text, row)) for row in prompts),
            )
        )
    return Section(identifier="provenance", title="Provenance", tables=tuple(tables))


def _problem_table(context: Context, facts: SetFacts, ways: tuple[Way, ...], number: int) -> Table:
    rows = [row for row in context.summary.problems if row.set_name == facts.name]
    heads = columns("problem", "label", *(context.label(way) for way in ways), left=2 + len(ways))
    return Table(
        identifier=slugged("problems", facts.name, str(number)),
        caption=context.caption(f"{facts.name}: every problem.", facts),
        columns=heads,
        rows=tuple(_problem_row(row, ways) for row in rows),
    )


def _problem_row(row: ProblemRow, ways: tuple[Way, ...]) -> tuple[Entry, ...]:
    verdict = f"label {row.verdict}" if row.verdict else "label not audited"
    label = Entry(text=" or ".join(row.accepted) or NOTHING, note=verdict)
    kind = ", ".join(filter(None, (row.type, row.size)))
    return Entry(text=row.identifier, note=kind), label, *(_answers(row, way) for way in ways)


def _answers(row: ProblemRow, way: Way) -> Entry:
    cells = [cell for cell in row.cells if cell.way == way]
    if not cells:
        return Entry(text=NOTHING, note="not finished")
    return _one(cells[0]) if len(cells) == 1 else _several(cells)


def _one(cell: CellRow) -> Entry:
    shown = "" if cell.objective is None else objective(cell.objective)
    notes = [cell.status if cell.status != "checked" else "", cell.cause]
    return Entry(mark=cell.mark, text=shown, note=", ".join(filter(None, notes)))


def _several(cells: list[CellRow]) -> Entry:
    right = sum(cell.mark == "right" for cell in cells)
    frequent = Counter(cell.cause for cell in cells if cell.cause).most_common(1)
    return Entry(
        mark="right" if right == len(cells) else ("wrong" if not right else ""),
        text=f"{right} of {len(cells)} right",
        note=frequent[0][0] if frequent else "",
    )


def _prompts(manifest: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the prompts that the methods name, all where a method names none."""
    cards = (manifest.get("methods") or {}).values()
    named = [set(card.get("prompts") or ()) for card in cards]
    wanted = set().union(*named) if named and all(named) else None
    return [
        (name, str(card.get("version", "")), str(card.get("digest", ""))[:16])
        for name, card in (manifest.get("prompts") or {}).items()
        if wanted is None or name in wanted
    ]


def _settings_table(context: Context) -> Table:
    rows = [
        (text(name), text(key.replace("_", " ")), text(_spelled(value)))
        for name, manifest in context.summary.runs.items()
        for key, value in manifest["experiment"].items()
        if value not in _UNSET
    ]
    return Table(
        identifier="experiment",
        caption="What was asked for; what is not listed was left to the method.",
        columns=columns("evaluation", "setting", "value", left=3),
        rows=tuple(rows),
    )


def _cards_table(cards: dict[str, dict[str, Any]]) -> Table:
    """Return what each method may use; what a card does not say stays open."""
    rows = []
    for name, card in cards.items():
        what = Entry(text=str(card.get("title") or ""), note=str(card.get("source") or ""))
        numbers = (_said(card, key) for key in ("samples", "temperature", "max_repairs"))
        target = text(str(card.get("target_language") or NOTHING))
        rows.append((text(name), what, target, *numbers, text(_calls(card))))
    return Table(
        identifier="method-cards",
        caption="Method cards: what each method is, and what it may use for one problem.",
        columns=columns(
            "method", "what it does", "target language", "samples", "temperature", "repairs",
            "calls", left=3,
        ),
        rows=tuple(rows),
        notes=("A temperature that is not stated is that of the language model's profile.",),
    )  # fmt: skip


def _deviations_table(cards: dict[str, dict[str, Any]]) -> Table:
    rows = [
        (text(name), text(str(deviation)))
        for name, card in cards.items()
        for deviation in card.get("deviations") or ()
    ]
    return Table(
        identifier="deviations",
        caption="Where a method differs from the paper that it is taken from.",
        columns=columns("method", "deviation", left=2),
        rows=tuple(rows),
    )


def _said(card: dict[str, Any], key: str) -> Entry:
    value = card.get(key)
    return text(NOTHING if value is None else str(value))


def _calls(card: dict[str, Any]) -> str:
    least, most = card.get("calls_least"), card.get("calls_most")
    if least is None and most is None:
        return NOTHING
    return str(least) if least == most else f"{least} to {'?' if most is None else most}"


def _spelled(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_spelled, value))
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_spelled(item)}" for key, item in value.items())
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
