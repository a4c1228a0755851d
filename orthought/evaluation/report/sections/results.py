"""Accuracy and effort of every way, and what several samples are worth."""

from __future__ import annotations

from collections.abc import Iterable

from orthought.evaluation.report.figures.models import Sampled, SetFacts, WaySummary
from orthought.evaluation.report.figures.ways import Way
from orthought.evaluation.report.numbers import (
    amount,
    amount_interval,
    money,
    percent,
    percent_interval,
    plural,
)
from orthought.evaluation.report.sections.context import (
    Context,
    columns,
    count_text,
    share_entry,
    slugged,
    text,
)
from orthought.pages.document import (
    Entry,
    IntervalPlot,
    IntervalRow,
    Plot,
    Point,
    ScatterPlot,
    Section,
    StripPlot,
    StripRow,
    Table,
)
from orthought.statistics import Interval

MOST_DOTS = 250
"""Dots of one row of the time plot; longer rows show evenly spaced ranks."""
_INTERVALS = (
    "Under each share: its 95 % interval (Wilson; with several samples a problem a bootstrap over "
    "problems). Failed answers, errors and refusals count as not right; n counts finished problems."
)


def results(context: Context) -> Section:
    """Return the main table with its plots."""
    return Section(
        identifier="results",
        title="Results",
        text=(_INTERVALS,),
        tables=(_accuracy(context),),
        plots=tuple(_accuracy_plot(context, facts, ways) for facts, ways in context.sets()),
    )


def effort(context: Context) -> Section:
    """Return what the answers cost, in repairs, calls, tokens, money and time."""
    plots: list[Plot] = []
    for facts, ways in context.sets():
        plots += [_tokens_plot(context, facts, ways), _time_plot(context, facts, ways)]
    return Section(
        identifier="effort",
        title="Effort",
        text=(
            "Means a problem with bootstrap intervals over problems; the time is the median cell "
            "with its quartiles. Tokens are as the endpoint counts them; replies from a cache "
            "count as the calls they were.",
        ),
        tables=(_effort(context),),
        plots=tuple(plot for plot in plots if _has_values(plot)),
    )


def samples(context: Context) -> Section | None:
    """Return mean accuracy, pass@k and majority@k; None with one sample a problem."""
    rows = []
    for row in context.summary.sampled:
        for name, measures in (("pass", row.pass_at), ("majority", row.majority_at)):
            for k, interval in measures.items():
                rows.append(
                    (*_names(context, row.way), text(f"{name}@{k}"), *_sampled(row, interval))
                )
        rows.append((*_names(context, row.way), text("mean accuracy"), *_sampled(row, row.mean)))
    if not rows:
        return None
    table = Table(
        identifier="samples",
        caption=context.caption("Several samples a problem."),
        columns=columns("set", "method", "measure", "problems", "value", left=3),
        rows=tuple(rows),
        notes=(
            "pass@k: the chance that one of k samples is right (unbiased). majority@k: the chance "
            "that the most frequent answer of k is right; ties share it. Intervals: bootstrap over "
            "problems.",
        ),
    )
    return Section(identifier="samples", title="Samples", tables=(table,))


def _names(context: Context, way: Way) -> tuple[Entry, Entry]:
    return text(way.set_name), text(context.label(way))


def _sampled(row: Sampled, interval: Interval) -> tuple[Entry, Entry]:
    value = Entry(text=percent(interval.estimate), interval=percent_interval(interval))
    return text(str(row.problems)), value


def _accuracy(context: Context) -> Table:
    heads = columns(
        "set", "method", "n", "right", "status right", "replied", "instance built", "feasible",
        "proven", "not heard", left=2,
    )  # fmt: skip
    return Table(
        identifier="accuracy",
        caption=context.caption("Right answers, and how far the others came."),
        columns=heads,
        rows=tuple(_accuracy_row(context, row) for row in context.summary.ways),
        notes=(
            "status right: an optimum where the label has one, none where it has none. replied: a "
            "reply could be read into a program. feasible: a point came back and held when it was "
            "checked outside the solver. not heard: cells that the endpoint or the budget ended.",
        ),
    )


def _accuracy_row(context: Context, row: WaySummary) -> tuple[Entry, ...]:
    n = str(row.problems) if row.cells == row.problems else f"{row.problems} ({row.cells} cells)"
    shares = (row.status_right, row.replied, row.built, row.feasible, row.proven)
    return (
        *_names(context, row.way),
        text(n),
        share_entry(row.right, count=True),
        *map(share_entry, shares),
        text(str(row.harness)),
    )


def _effort(context: Context) -> Table:
    silent = any(row.tokens.estimate == 0 and row.calls.estimate for row in context.summary.ways)
    notes = ("0 tokens: the endpoint does not report them.",) if silent else ()
    heads = columns(
        "set", "method", "repairs", "calls", "prompt tokens", "reply tokens", "cost, all cells",
        "median time", left=2,
    )  # fmt: skip
    return Table(
        identifier="effort-table",
        caption=context.caption("Effort a problem."),
        columns=heads,
        rows=tuple(_effort_row(context, row) for row in context.summary.ways),
        notes=notes,
    )


def _effort_row(context: Context, row: WaySummary) -> tuple[Entry, ...]:
    means = (row.repairs, row.calls, row.prompt_tokens, row.completion_tokens)
    quartiles = f"[{amount(row.seconds.low)}, {amount(row.seconds.high)}]"
    return (
        *_names(context, row.way),
        *map(_mean, means),
        text(money(row.cost_usd)),
        Entry(text=f"{amount(row.seconds.median)} s", interval=quartiles),
    )


def _mean(interval: Interval) -> Entry:
    return Entry(text=amount(interval.estimate), interval=amount_interval(interval))


def _rows_of(context: Context, ways: Iterable[Way]) -> list[WaySummary]:
    wanted = set(ways)
    return [row for row in context.summary.ways if row.way in wanted]


def _accuracy_plot(context: Context, facts: SetFacts, ways: tuple[Way, ...]) -> IntervalPlot:
    rows = tuple(
        IntervalRow(
            label=context.label(row.way),
            value=row.right.interval.estimate,
            lower=row.right.interval.low,
            upper=row.right.interval.high,
            text=f"{percent(row.right.interval.estimate)}  {count_text(row.right)}",
            series=context.series(row.way),
        )
        for row in _rows_of(context, ways)
    )
    spoken = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return IntervalPlot(
        identifier=slugged("plot-accuracy", facts.name),
        title=f"{facts.name}: right answers with 95 % intervals",
        description=f"One row a method, with the interval as a line. {spoken}.",
        axis="right, % of problems",
        rows=rows,
    )


def _tokens_plot(context: Context, facts: SetFacts, ways: tuple[Way, ...]) -> ScatterPlot:
    points = tuple(
        Point(
            label=context.label(row.way),
            x=row.tokens.estimate,
            y=row.right.interval.estimate,
            lower=row.right.interval.low,
            upper=row.right.interval.high,
            series=context.series(row.way),
        )
        for row in _rows_of(context, ways)
        if row.tokens.estimate > 0
    )
    spoken = "; ".join(f"{p.label}: {amount(p.x)} tokens, {percent(p.y)}" for p in points)
    return ScatterPlot(
        identifier=slugged("plot-tokens", facts.name),
        title=f"{facts.name}: right answers against tokens",
        description=f"One shape a method, with its 95 % interval. {spoken}.",
        x_axis="tokens a problem (prompt and reply)",
        y_axis="right, %",
        points=points,
    )


def _time_plot(context: Context, facts: SetFacts, ways: tuple[Way, ...]) -> StripPlot:
    seconds: dict[Way, list[float]] = {way: [] for way in ways}
    for problem in context.summary.problems:
        for cell in problem.cells:
            if cell.way in seconds:
                seconds[cell.way].append(cell.seconds)
    rows = tuple(
        StripRow(label=context.label(way), values=_thinned(values), series=context.series(way))
        for way, values in seconds.items()
    )
    counts = ", ".join(f"{row.label}: {plural(len(seconds[way]), 'cell')}" for way, row in
                       zip(seconds, rows, strict=True))  # fmt: skip
    return StripPlot(
        identifier=slugged("plot-time", facts.name),
        title=f"{facts.name}: time of each cell",
        description=f"One dot a cell; box: quartiles, line: median. {counts}.",
        axis="seconds",
        rows=rows,
    )


def _thinned(values: list[float]) -> tuple[float, ...]:
    ordered = sorted(values)
    if len(ordered) <= MOST_DOTS:
        return tuple(ordered)
    step = (len(ordered) - 1) / (MOST_DOTS - 1)
    return tuple(ordered[round(step * number)] for number in range(MOST_DOTS))


def _has_values(plot: Plot) -> bool:
    return not isinstance(plot, ScatterPlot) or bool(plot.points)
