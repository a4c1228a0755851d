"""By type, size, difficulty and class; what confidence is worth; why cells are wrong; sizes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orthought.evaluation.report.figures.models import PartRow, SetFacts, SizeRow
from orthought.evaluation.report.figures.parts import STATUSES
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import amount, percent
from orthought.evaluation.report.sections.context import (
    NOTHING,
    Context,
    chunks,
    columns,
    count_text,
    share_entry,
    slugged,
    text,
    without_empty_columns,
)
from orthought.evaluation.report.sections.worth import TEXT, worth_plots, worth_tables
from orthought.pages.document import (
    BarPlot,
    BarRow,
    Entry,
    IntervalPlot,
    IntervalRow,
    Part,
    Section,
    Table,
)

PLOTTED: Final = ("type", "size")
VALUES_A_TABLE: Final = 7
MOST_GROUPS: Final = 8
"""Groups of one plot; the table has them all."""
SURE: Final = ("checked", "solved", "infeasible", "unbounded")
_NO_EQUIVALENCE: Final = (
    "Formulation equivalence: no table, because no instance of these runs was compared with a "
    "reference instance (either the sets publish none, or the comparison was not asked for)."
)


def breakdowns(context: Context) -> Section | None:
    """Return the shares by property; None where no set tells its problems apart."""
    tables: list[Table] = []
    plots: list[IntervalPlot] = []
    for facts, ways in context.sets():
        for name in dict.fromkeys(row.property for row in context.summary.parts):
            rows = [r for r in context.summary.parts if r.property == name and r.way in ways]
            if not rows:
                continue
            tables += _part_tables(context, facts, name, rows)
            if name in PLOTTED:
                plots.append(_part_plot(context, facts, name, rows))
    if not tables:
        return None
    return Section(
        identifier="breakdowns",
        title="By kind of problem",
        text=("Small groups have wide intervals: read the interval before the share.",),
        tables=tuple(tables),
        plots=tuple(plots),
    )


def confidence(context: Context) -> Section:
    """Return how often each word of an answer was right."""
    found = {(row.way, row.status): row.right for row in context.summary.confidence}
    words = [word for word in STATUSES if any(status == word for _, status in found)]
    rows = tuple(
        (
            text(row.way.set_name),
            text(context.label(row.way)),
            *(share_entry(found.get((row.way, word)), count=True) for word in words),
        )
        for row in context.summary.ways
    )
    table = Table(
        identifier="confidence-table",
        caption=context.caption("Right answers among all answers that carried a word."),
        columns=columns("set", "method", *words, left=2),
        rows=rows,
        notes=("Units are cells; with several samples a problem they are not independent.",),
    )
    return Section(
        identifier="confidence",
        title="What the word of an answer is worth",
        text=(
            "checked: solved, and no check of the instance against the text objects. solved: the "
            "point was verified against the instance. doubtful: a check objects.",
            *(TEXT if context.summary.worth else ()),
        ),
        tables=(table, *worth_tables(context)),
        plots=(
            *(_confidence_plot(context, facts, ways) for facts, ways in context.sets()),
            *worth_plots(context),
        ),
    )


def causes(context: Context) -> Section:
    """Return why cells were wrong."""
    from orthought.evaluation.failures.cause import MEANINGS

    meanings: dict[str, str] = {str(kind): meaning for kind, meaning in MEANINGS.items()}
    tables = tuple(
        _cause_table(context, facts, part, number, meanings)
        for facts, ways in context.sets()
        for number, part in enumerate(chunks(ways))
    )
    return Section(
        identifier="causes",
        title="Why cells are not right",
        text=(
            "Every cell that is not right has one cause of a fixed list. Certainty: a witness is a "
            "fact (an error, or a single change after which the label's value comes out); evidence "
            "points to it; none: nothing does. Endpoint and budget are counted, not dropped.",
        ),
        tables=tables,
    )


def sizes(context: Context) -> Section:
    """Return counts and kinds of variables beside the published ones, and equivalence."""
    rows = tuple(_size_row(context, row) for row in context.summary.sizes)
    tables = []
    if rows:
        table = Table(
            identifier="size-table",
            caption=context.caption("Instances beside the published reference counts."),
            columns=columns(
                "set",
                "method",
                "same variables",
                "same rows",
                "same nonzeros",
                "same type",
                "variables / reference",
                left=2,
            ),
            rows=rows,
            notes=(
                "Over the cells that built an instance and have a published count. Another "
                "count is no mistake by itself: one decision can be modelled in many ways.",
            ),
        )
        tables.append(without_empty_columns(table))
    lines = () if rows else ("No table of sizes: the sets publish no counts of reference models.",)
    if context.summary.equivalence:
        tables.append(_equivalence_table(context))
    else:
        lines = (*lines, _NO_EQUIVALENCE)
    return Section(identifier="sizes", title="Formulations", text=lines, tables=tuple(tables))


def _part_tables(
    context: Context, facts: SetFacts, name: str, rows: list[PartRow]
) -> Iterator[Table]:
    ways = list(dict.fromkeys(row.way for row in rows))
    values = list(dict.fromkeys(row.value for row in rows))
    found = {(row.way, row.value): row.share for row in rows}
    for number, part in enumerate(chunks(values, VALUES_A_TABLE)):
        yield Table(
            identifier=slugged("by", name, facts.name, str(number)),
            caption=context.caption(f"{facts.name}: right answers by {name}.", facts),
            columns=columns("method", *part),
            rows=tuple(
                (
                    text(context.label(way)),
                    *(share_entry(found.get((way, value)), count=True) for value in part),
                )
                for way in ways
            ),
        )


def _part_plot(context: Context, facts: SetFacts, name: str, rows: list[PartRow]) -> IntervalPlot:
    values = list(dict.fromkeys(row.value for row in rows))[:MOST_GROUPS]
    drawn = tuple(
        IntervalRow(
            label=context.label(row.way),
            value=row.share.interval.estimate,
            lower=row.share.interval.low,
            upper=row.share.interval.high,
            text=f"{percent(row.share.interval.estimate)}  {count_text(row.share)}",
            series=context.series(row.way),
            section=value,
        )
        for value in values
        for row in rows
        if row.value == value
    )
    spoken = "; ".join(f"{row.section}, {row.label}: {row.text}" for row in drawn)
    return IntervalPlot(
        identifier=slugged("plot", name, facts.name),
        title=f"{facts.name}: right answers by {name}",
        description=f"Rows by {name}, one a method, with 95 % intervals. {spoken}.",
        axis="right, % of problems",
        rows=drawn,
    )


def _confidence_plot(context: Context, facts: SetFacts, ways: tuple[Way, ...]) -> BarPlot:
    rows = tuple(BarRow(label=context.label(way), parts=_pieces(context, way)) for way in ways)
    spoken = "; ".join(
        f"{row.label}: " + ", ".join(f"{p.count} {p.name}" for p in row.parts) for row in rows
    )
    return BarPlot(
        identifier=slugged("plot-confidence", facts.name),
        title=f"{facts.name}: right, wrong and doubt",
        description=f"One bar a method, in pieces. {spoken}.",
        axis="cells",
        rows=rows,
    )


def _pieces(context: Context, way: Way) -> tuple[Part, ...]:
    counts = {"right": 0, "right, doubtful": 0, "wrong, doubtful": 0, "wrong": 0, "no answer": 0}
    for row in context.summary.confidence:
        if row.way != way:
            continue
        right = round(row.right.count)
        tail = ", doubtful" if row.status == "doubtful" else ""
        answered = row.status in SURE or row.status == "doubtful"
        counts[f"right{tail}"] += right
        counts[f"wrong{tail}" if answered else "no answer"] += row.cells - right
    return tuple(Part(name=name, count=count) for name, count in counts.items())


def _cause_table(
    context: Context,
    facts: SetFacts,
    ways: tuple[Way, ...],
    number: int,
    meanings: dict[str, str],
) -> Table:
    rows = []
    for row in context.summary.causes:
        counts = dict(row.counts)
        if any(way in counts for way in ways):
            entries = [text(str(counts.get(way, 0))) for way in ways]
            name = Entry(text=row.cause, note=meanings.get(row.cause, ""))
            rows.append((name, text(row.certainty), *entries))
    totals = [sum(dict(row.counts).get(way, 0) for row in context.summary.causes) for way in ways]
    rows.append((text("all"), text(""), *(text(str(total)) for total in totals)))
    return Table(
        identifier=slugged("causes", facts.name, str(number)),
        caption=context.caption(f"{facts.name}: causes of cells that are not right.", facts),
        columns=columns("cause", "certainty", *(context.label(way) for way in ways), left=2),
        rows=tuple(rows),
    )


def _size_row(context: Context, row: SizeRow) -> tuple[Entry, ...]:
    shares = (row.variables, row.rows, row.nonzeros, row.types)
    entry = Entry(text=NOTHING)
    if row.ratio is not None:
        quartiles = f"[{amount(row.ratio.low)}, {amount(row.ratio.high)}]"
        entry = Entry(text=amount(row.ratio.median), interval=quartiles)
    return (
        text(row.way.set_name),
        text(context.label(row.way)),
        *(share_entry(share, count=True) for share in shares),
        entry,
    )


def _equivalence_table(context: Context) -> Table:
    rows = tuple(
        (
            text(row.way.set_name),
            text(context.label(row.way)),
            text(str(row.compared)),
            share_entry(row.equivalent, count=True),
            share_entry(row.scaled, count=True),
            text(str(row.unresolved)),
        )
        for row in context.summary.equivalence
    )
    return Table(
        identifier="equivalence-table",
        caption=context.caption("Instances that are equivalent to the reference instance."),
        columns=columns(
            "set", "method", "compared", "equivalent", "up to scale", "unresolved", left=2
        ),
        rows=rows,
    )
