"""Comparisons as tables of a page."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.campaign.measures.arrival import ArrivalTime
from orthought.campaign.measures.comparison import Comparison, Pair, Summary
from orthought.campaign.report.wording import head as name_with_unit
from orthought.campaign.report.wording import (
    interval,
    money,
    number,
    percent,
    probability,
)
from orthought.pages.document import Column, Entry, Table

NOTES = (
    "Regret: how far the best found is from the best there is, as a share of the range of all "
    "results; 0 is perfect, 1 the worst. Its mean over the experiments also rewards being early.",
    "Intervals are 95 % bootstrap intervals over runs.",
)


def comparison_table(comparison: Comparison, identifier: str) -> Table:
    """Return one row a proposer, the smallest mean regret first."""
    ranked = sorted(comparison.summaries, key=lambda each: each.area.estimate)
    better = "less" if comparison.minimize else "more"
    known = "best there is" if comparison.range_source == "set" else "best that any run saw"
    return Table(
        identifier=identifier,
        caption=f"{comparison.set_name}: best {comparison.objective} after {comparison.budget} "
        f"experiments ({better} is better; {known}: {number(comparison.best_known)}).",
        columns=tuple(_columns(comparison)),
        rows=tuple(tuple(_row(each, comparison)) for each in ranked),
        notes=(*NOTES, *_reading(comparison), *comparison.notes),
    )


def pairs_table(comparison: Comparison, identifier: str) -> Table | None:
    """Return one row a pair of proposers, the better one first; None where there is one only."""
    if not comparison.pairs:
        return None
    return Table(
        identifier=identifier,
        caption="Proposers against each other, over the best result of each run.",
        columns=(
            Column(name="better", align="left"),
            Column(name="than", align="left"),
            Column(name="Cliff's delta"),
            Column(name="p (Mann-Whitney, Holm)"),
            Column(name=name_with_unit("difference with equal seeds", comparison.unit)),
        ),
        rows=tuple(tuple(_pair_row(pair)) for pair in comparison.pairs),
        notes=(
            "Cliff's delta: 1 where every run of the first beats every run of the second, 0 where "
            "neither does. p: how likely so large a difference is where there is none, corrected "
            "for the number of pairs (Holm); above 0.05 the order is not established.",
        ),
    )


def _columns(comparison: Comparison) -> list[Column]:
    best = name_with_unit("median best", comparison.unit)
    names = ["runs", best, "regret", "mean regret"]
    names += ["experiments to a hit", "hits"] if comparison.threshold is not None else []
    names += ["entropy"] if comparison.entropy_ceiling is not None else []
    names += ["repeats", "invalid", "repaired"] if _has_slips(comparison.summaries) else []
    names += ["tokens a run", "cost a run"] if _asked(comparison.summaries) else []
    names += ["seconds a run"]
    return [Column(name="proposer", align="left"), *(Column(name=name) for name in names)]


def _row(summary: Summary, comparison: Comparison) -> list[Entry]:
    entries = [
        Entry(text=summary.proposer),
        Entry(text=str(summary.runs)),
        Entry(text=number(summary.best.estimate), interval=interval(summary.best)),
        Entry(text=number(summary.regret.estimate, 3), interval=interval(summary.regret)),
        Entry(text=number(summary.area.estimate, 3), interval=interval(summary.area)),
    ]
    if comparison.threshold is not None:
        entries += [_steps(summary.time), Entry(text=_share(summary.hit_rate))]
    if comparison.entropy_ceiling is not None:
        shown = "" if summary.entropy is None else f"{summary.entropy:.2f}"
        entries.append(Entry(text=shown))
    if _has_slips(comparison.summaries):
        slips = (summary.repeats, summary.invalid, summary.repaired)
        entries += [Entry(text=number(count, 2)) for count in slips]
    if _asked(comparison.summaries):
        asked = summary.tokens is not None
        entries.append(Entry(text=f"{summary.tokens:,.0f}" if summary.tokens is not None else "-"))
        entries.append(Entry(text=money(summary.cost_usd) if asked else "-"))
    return [*entries, Entry(text=number(summary.seconds, 2))]


def _steps(time: ArrivalTime | None) -> Entry:
    if time is None:
        return Entry()
    median = "beyond the budget" if time.median is None else number(time.median)
    arrived = f"{percent(time.arrived.estimate)} of runs arrive"
    if time.median is None:
        return Entry(text=median, note=arrived)
    high = "beyond" if time.high is None else number(time.high)
    return Entry(text=median, interval=f"[{number(time.low)}, {high}]", note=arrived)


def _pair_row(pair: Pair) -> list[Entry]:
    turned = pair.delta < 0
    first, second = (pair.second, pair.first) if turned else (pair.first, pair.second)
    entries = [
        Entry(text=first),
        Entry(text=second),
        Entry(text=number(abs(pair.delta), 3)),
        Entry(text=probability(pair.p_adjusted)),
    ]
    if pair.seeds is None:
        return [*entries, Entry(text="not paired")]
    found, sign = pair.seeds.difference, -1.0 if turned else 1.0
    ends = sorted((sign * found.low, sign * found.high))
    return [
        *entries,
        Entry(
            text=f"{sign * found.estimate:+.3g}",
            interval=f"[{number(ends[0], 3)}, {number(ends[1], 3)}]",
            note=f"{pair.seeds.seeds} seeds",
        ),
    ]


def _reading(comparison: Comparison) -> list[str]:
    notes = []
    if comparison.threshold is not None:
        notes.append(
            f"A hit is {comparison.threshold_words}. Runs that never arrive count as not yet "
            "arrived (Kaplan-Meier); they are not dropped."
        )
    if comparison.entropy_ceiling is not None:
        reference = comparison.random_entropy
        drawn = "" if reference is None else f"; random draws have {reference:.2f}"
        notes.append(
            "Entropy: how evenly proposals are spread over the values of the parameters; no run "
            f"of this budget can pass {comparison.entropy_ceiling:.2f}{drawn}."
        )
    return notes


def _share(value: float | None) -> str:
    return "" if value is None else percent(value)


def _has_slips(summaries: Sequence[Summary]) -> bool:
    return any(each.repeats or each.invalid or each.repaired for each in summaries)


def _asked(summaries: Sequence[Summary]) -> bool:
    return any(each.tokens is not None for each in summaries)
