"""Brier skill, AUROC, reliability and risk at coverage: tables and plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from orthought.evaluation.report.figures.models import SetFacts, WorthRow
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import percent, percent_interval, plural
from orthought.evaluation.report.sections.context import (
    NOTHING,
    Context,
    columns,
    slugged,
    text,
)
from orthought.pages.document import Entry, IntervalPlot, IntervalRow, Table
from orthought.statistics import Interval

COVERAGES: Final = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Of the curve's points, those that a table and a plot show."""
TEXT: Final = (
    "Among the answers (a point, or infeasible or unbounded; failures are no answers): by the "
    "printed confidence where there is one, else by the word. Brier skill: 1 - Brier score / that "
    "of stating the share right for every answer (0: no better, 1: perfect). AUROC: the chance "
    "that a right answer stands before a wrong one (0.5: no better than a coin). Intervals: "
    "bootstrap over problems, and Wilson's in the bins of a reliability table with one answer a "
    "problem.",
)


def worth_tables(context: Context) -> tuple[Table, ...]:
    """Return the main table, risk at coverage, and reliability where there are probabilities."""
    rows = context.summary.worth
    if not rows:
        return ()
    tables = [_main(context, rows), _risk(context, rows)]
    stated = [row for row in rows if row.by == "confidence"]
    return (*tables, _reliability(context, stated)) if stated else tuple(tables)


def worth_plots(context: Context) -> Iterator[IntervalPlot]:
    """Yield for each set the risk at coverage, and reliability where there are probabilities."""
    for facts, ways in context.sets():
        rows = [row for row in context.summary.worth if row.way in ways]
        if rows:
            yield _risk_plot(context, facts, rows)
        stated = [row for row in rows if row.by == "confidence"]
        if stated:
            yield _reliability_plot(context, facts, stated)


def _main(context: Context, rows: Sequence[WorthRow]) -> Table:
    return Table(
        identifier="worth-table",
        caption=context.caption("How well right and wrong answers are told apart."),
        columns=columns(
            "set", "method", "by", "answers", "right", "Brier score", "Brier skill", "AUROC", left=3
        ),
        rows=tuple(_main_row(context, row) for row in rows),
        notes=tuple(_notes(context, rows)),
    )


def _main_row(context: Context, row: WorthRow) -> tuple[Entry, ...]:
    found = row.calibration
    return (
        *_names(context, row.way),
        text(row.by),
        text(f"{found.answers}/{row.cells} cells"),
        text(f"{found.right}/{found.answers}"),
        *map(_number, (found.brier, found.skill, found.auroc)),
    )


def _notes(context: Context, rows: Sequence[WorthRow]) -> Iterator[str]:
    if any(row.by == "word" for row in rows):
        yield (
            "By word: checked stands before solved, solved before infeasible and unbounded, these "
            "before doubtful; the probability of a word is its share right on other problems."
        )
    for row in rows:
        name = f"{row.way.set_name}, {context.label(row.way)}"
        if row.learned:
            yield f"{name}: {plural(row.learned, 'answer')} left out, from which the fit learned."
        if row.strange_fits:
            fits = ", ".join(row.strange_fits)
            yield f"{name}: the fit {fits} is not here; it may have learned from these problems."


def _risk(context: Context, rows: Sequence[WorthRow]) -> Table:
    heads = [f"surest {100 * coverage:.0f} %" for coverage in COVERAGES]
    return Table(
        identifier="risk-table",
        caption=context.caption("Wrong answers among the surest ones (risk at coverage)."),
        columns=columns("set", "method", "by", *heads, left=3),
        rows=tuple(
            (
                *_names(context, row.way),
                text(row.by),
                *(_share(risk) for risk in _risks(row)),
            )
            for row in rows
        ),
        notes=("Of equally sure answers, a share by chance is kept.",),
    )


def _reliability(context: Context, rows: Sequence[WorthRow]) -> Table:
    return Table(
        identifier="reliability-table",
        caption=context.caption(
            "Stated probability beside the share right, in bins of equal mass."
        ),
        columns=columns("set", "method", "bin", "answers", "stated", "right", left=2),
        rows=tuple(
            (
                *_names(context, row.way),
                text(str(number)),
                text(str(part.answers)),
                text(percent(part.stated)),
                _share(part.right),
            )
            for row in rows
            for number, part in enumerate(row.calibration.bins, start=1)
        ),
    )


def _risk_plot(context: Context, facts: SetFacts, rows: Sequence[WorthRow]) -> IntervalPlot:
    drawn = tuple(
        _drawn(context, row, risk, section=f"surest {100 * coverage:.0f} %")
        for number, coverage in enumerate(COVERAGES)
        for row in rows
        for risk in [_risks(row)[number]]
    )
    spoken = "; ".join(f"{row.section}, {row.label}: {row.text}" for row in drawn)
    return IntervalPlot(
        identifier=slugged("plot-risk", facts.name),
        title=f"{facts.name}: wrong answers among the surest",
        description=f"Rows by coverage, one a method, with 95 % intervals. {spoken}.",
        axis="wrong, % of the answers kept",
        rows=drawn,
    )


def _reliability_plot(context: Context, facts: SetFacts, rows: Sequence[WorthRow]) -> IntervalPlot:
    drawn = tuple(
        _drawn(
            context,
            row,
            part.right,
            section=context.label(row.way),
            label=f"stated {percent(part.stated)}",
        )
        for row in rows
        for part in row.calibration.bins
    )
    spoken = "; ".join(f"{row.section}, {row.label}: {row.text} right" for row in drawn)
    return IntervalPlot(
        identifier=slugged("plot-reliability", facts.name),
        title=f"{facts.name}: stated probability and share right",
        description=f"Rows by bin of equal mass, with 95 % intervals. {spoken}.",
        axis="right, % of the answers in the bin",
        rows=drawn,
    )


def _drawn(
    context: Context, row: WorthRow, interval: Interval, *, section: str, label: str = ""
) -> IntervalRow:
    return IntervalRow(
        label=label or context.label(row.way),
        value=interval.estimate,
        lower=interval.low,
        upper=interval.high,
        text=percent(interval.estimate),
        series=context.series(row.way),
        section=section,
    )


def _risks(row: WorthRow) -> list[Interval]:
    found = {round(point.coverage, 6): point.wrong for point in row.calibration.risk}
    return [found[coverage] for coverage in COVERAGES]


def _names(context: Context, way: Way) -> tuple[Entry, Entry]:
    return text(way.set_name), text(context.label(way))


def _share(interval: Interval) -> Entry:
    return Entry(text=percent(interval.estimate), interval=percent_interval(interval))


def _number(interval: Interval | None) -> Entry:
    if interval is None:
        return Entry(text=NOTHING)
    bounds = f"[{interval.low:.3f}, {interval.high:.3f}]"
    return Entry(text=f"{interval.estimate:.3f}", interval=bounds)
