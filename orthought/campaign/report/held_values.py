"""Fixed-substrate mode on a page: proposers over all values of a parameter that was held."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from orthought.campaign.measures.held import HeldComparison, HeldPair, HeldSummary
from orthought.campaign.report.wording import interval, money, number, percent, probability
from orthought.pages.document import Column, Entry, IntervalPlot, IntervalRow, Section, Table

MOST_ROWS: Final = 48
"""Values that would make more rows than these are drawn together only."""


def held_section(held: HeldComparison, parameter: str) -> Section:
    """Return the comparison with a value as the unit.

    Args:
        held: what the runs say.
        parameter: name of what was held.
    """
    pairs = _pairs_table(held)
    return Section(
        identifier="over-values",
        title=f"Over all values of {parameter}",
        text=(
            f"The parameter {parameter} was held at each of its values in turn, and the others "
            "were optimized. Each value is a task of its own with its own best result, so the "
            "values are what is counted here, not the runs.",
        ),
        plots=(_plot(held, parameter),),
        tables=(_table(held, parameter), *((pairs,) if pairs else ())),
    )


def _table(held: HeldComparison, parameter: str) -> Table:
    asked = any(each.tokens is not None for each in held.summaries)
    names = ["values", "runs", "regret", "mean regret", "runs that come to a hit", "first on"]
    names += ["tokens a run", "cost a run"] if asked else []
    return Table(
        identifier="held",
        caption=f"Proposers over {len(held.comparisons)} values of {parameter}, the smallest mean "
        "regret first.",
        columns=(Column(name="proposer", align="left"), *(Column(name=name) for name in names)),
        rows=tuple(tuple(_row(each, asked=asked)) for each in _ranked(held)),
        notes=(
            "Regret: how far the best found is from the best there is with this value, as a share "
            "of the range of its results; 0 is perfect, 1 the worst. Its mean over the experiments "
            "also rewards being early. Of each value the median over its runs is taken, and shown "
            "is the median over the values, with its 95 % bootstrap interval over values.",
            "First on: values on which no other proposer has a smaller mean regret.",
        ),
    )


def _row(each: HeldSummary, *, asked: bool) -> Iterator[Entry]:
    yield Entry(text=each.proposer)
    yield Entry(text=str(each.values))
    yield Entry(text=str(each.runs))
    yield Entry(text=number(each.regret.estimate, 3), interval=interval(each.regret))
    yield Entry(text=number(each.area.estimate, 3), interval=interval(each.area))
    yield Entry(text="-" if each.arrived is None else percent(each.arrived))
    yield Entry(text=str(each.best_on))
    if asked:
        yield Entry(text="-" if each.tokens is None else f"{each.tokens:,.0f}")
        yield Entry(text="-" if each.tokens is None else money(each.cost_usd))


def _pairs_table(held: HeldComparison) -> Table | None:
    rows = tuple(tuple(_pair_row(pair)) for pair in held.pairs if pair.area is not None)
    if not rows:
        return None
    return Table(
        identifier="held-pairs",
        caption="Proposers against each other, value by value.",
        columns=(
            Column(name="better", align="left"),
            Column(name="than", align="left"),
            Column(name="less mean regret by"),
            Column(name="p (sign flips)"),
        ),
        rows=rows,
        notes=(
            "The mean difference over the values that both ran with, with its 95 % bootstrap "
            "interval. p: how likely so large a difference is where there is none, not corrected "
            "for the number of pairs; above 0.05 the order is not established.",
        ),
    )


def _pair_row(pair: HeldPair) -> Iterator[Entry]:
    if pair.area is None:
        return
    found = pair.area.difference
    turned = found.estimate < 0
    ends = sorted((-found.low, -found.high)) if turned else [found.low, found.high]
    yield Entry(text=pair.second if turned else pair.first)
    yield Entry(text=pair.first if turned else pair.second)
    yield Entry(
        text=number(abs(found.estimate), 3),
        interval=f"[{number(ends[0], 3)}, {number(ends[1], 3)}]",
        note=f"{pair.area.seeds} values",
    )
    yield Entry(text=probability(pair.area.p_value))


def _plot(held: HeldComparison, parameter: str) -> IntervalPlot:
    ranked = _ranked(held)
    series = {each.proposer: place for place, each in enumerate(held.summaries)}
    rows = [
        IntervalRow(
            label=each.proposer,
            value=each.area.estimate,
            lower=each.area.low,
            upper=each.area.high,
            text=percent(each.area.estimate),
            series=series[each.proposer],
            section="all values",
        )
        for each in ranked
    ]
    if len(ranked) * (len(held.comparisons) + 1) <= MOST_ROWS:
        rows += _value_rows(held, [each.proposer for each in ranked], series)
    return IntervalPlot(
        identifier="held-plot",
        title="Mean regret over the experiments, with 95 % intervals",
        description=f"A row a proposer, over all values of {parameter} and, where there is room, "
        "with each of them; left is better. Intervals of all values are over values, of one value "
        "over its runs.",
        axis="mean regret, % of the range of results (0 is perfect)",
        rows=tuple(rows),
    )


def _value_rows(
    held: HeldComparison, order: list[str], series: dict[str, int]
) -> Iterator[IntervalRow]:
    for comparison in held.comparisons:
        for each in sorted(comparison.summaries, key=lambda each: order.index(each.proposer)):
            yield IntervalRow(
                label=each.proposer,
                value=each.area.estimate,
                lower=each.area.low,
                upper=each.area.high,
                text=percent(each.area.estimate),
                series=series[each.proposer],
                section=comparison.set_name,
            )


def _ranked(held: HeldComparison) -> list[HeldSummary]:
    return sorted(held.summaries, key=lambda each: each.area.estimate)
