"""`orthought bench labels`: what several releases of one set say of the same problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from orthought.cli import options as use
from orthought.cli.bench_tables import label_text, table_of
from orthought.cli.terminal import clean_line, session, show, show_json, tell

if TYPE_CHECKING:
    from orthought.evaluation.sets.side_by_side import Counterpart, Row, SideBySide


def labels(
    name: Annotated[str, typer.Argument(metavar="SET", help="A set, such as industryor.")],
    disputed: Annotated[
        bool, typer.Option("--disputed", help="Only problems of which versions disagree.")
    ] = False,
    json: use.Json = False,
) -> None:
    """Show the labels of a set beside those of its other versions, problem by problem.

    Problems are matched by their texts. A star marks a label that is another than the set's, '~' a
    text in other words.
    """
    from orthought.evaluation.sets.side_by_side import side_by_side

    session.json = json
    found = side_by_side(name)
    rows = [row for row in found.rows if row.disputed or not disputed]
    if session.json:
        show_json(
            {**found.model_dump(mode="json"), "rows": [r.model_dump(mode="json") for r in rows]}
        )
        return
    _show(found, rows)


def _show(found: SideBySide, rows: list[Row]) -> None:
    from orthought.evaluation.sets.side_by_side import by_set

    table = table_of("problem", found.set_name, "verdict", "accepted", *found.versions)
    for row in rows:
        others = by_set(row)
        table.add_row(
            row.identifier,
            label_text(row.label),
            row.verdict or "-",
            "; ".join(map(label_text, row.accepted)) or "-",
            *(_cell(others.get(version)) for version in found.versions),
        )
    show(table)
    count = sum(row.disputed for row in found.rows)
    tell(f"{count} of {len(found.rows)} labels are disputed by another version")
    for version in found.absent:
        tell(f"not on this machine: {version}: orthought bench pull {version}")


def _cell(found: Counterpart | None) -> str:
    if found is None:
        return "-"
    marks = ("~" if found.likeness == "other words" else "") + ("" if found.agrees else "*")
    return clean_line(f"{label_text(found.label)} {marks}")
