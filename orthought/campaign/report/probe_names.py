"""Campaigns with and without names on a page."""

from __future__ import annotations

from typing import Final

from orthought.campaign.leakage import Kind, NamesProbe
from orthought.campaign.objectives import check_objectives
from orthought.campaign.report.probe_reading import FEWEST_PAIRS, gap_words, title
from orthought.campaign.report.wording import head, interval, number
from orthought.campaign.simulation.probe_record import ProbeResult
from orthought.pages.document import Column, Entry, IntervalPlot, IntervalRow, Section, Table
from orthought.statistics import Interval

MEANT: Final[dict[Kind, str]] = {
    "hidden": "What the names add is chemistry or memory. What is left over random draws without "
    "them, the model learned from the results.",
    "permuted": "Names of other options turn knowledge against the model: what they cost it, it "
    "knew by name. What is left over random draws, it learned from the results in spite of them.",
}


def names_section(result: ProbeResult, names: NamesProbe, key: str, before: str) -> Section:
    """Return what the model gains by names, and what it keeps over random draws.

    Args:
        result: of the probe.
        names: the campaigns of it.
        key: begin of all identifiers.
        before: what the title names first; empty where the page holds one probe.
    """
    pairs = len(names.seeds)
    return Section(
        identifier=f"{key}-campaigns",
        title=title(before, "campaigns with and without names"),
        text=(
            f"The model ran {pairs} campaigns of {result.budget} experiments with the names as "
            f"they are, as many with names {result.kind}, and as many were drawn at random; "
            f"campaigns with the same seed are compared. {MEANT[result.kind]}",
        ),
        plots=(_plot(result, names, key),),
        tables=(_table(result, names, key),),
    )


def _table(result: ProbeResult, names: NamesProbe, key: str) -> Table:
    pairs = len(names.seeds)
    few = (
        f"With fewer than {FEWEST_PAIRS} pairs nothing is established, even where they all point "
        "the same way: more --runs are needed.",
    )
    return Table(
        identifier=f"{key}-gaps",
        caption=f"Differences of the best so far, averaged over the experiments of a campaign; "
        f"{pairs} {'pair' if pairs == 1 else 'pairs'} of campaigns.",
        columns=(
            Column(name="compared", align="left"),
            Column(name=head("better by", _unit(result))),
            Column(name="what it says", align="left"),
        ),
        rows=tuple(
            (
                Entry(text=label),
                Entry(text=number(gap.estimate, 3), interval=interval(gap)),
                Entry(text=gap_words(gap, pairs, above, below)),
            )
            for label, gap, above, below in _gaps(result, names)
        ),
        notes=(
            f"In the {_scale(result)}; above zero, the first is better. In brackets: the 95 % "
            "bootstrap interval of the mean difference over pairs.",
            *(few if pairs < FEWEST_PAIRS else ()),
        ),
    )


def _plot(result: ProbeResult, names: NamesProbe, key: str) -> IntervalPlot:
    rows = tuple(
        IntervalRow(
            label=label,
            value=gap.estimate,
            lower=gap.low,
            upper=gap.high,
            text=number(gap.estimate, 3),
            series=place,
        )
        for place, (label, gap, _, _) in enumerate(_gaps(result, names))
    )
    spoken = "; ".join(f"{row.label}: {row.text}" for row in rows)
    return IntervalPlot(
        identifier=f"{key}-gaps-plot",
        title="Differences between campaigns, with 95 % intervals",
        description=f"Right of zero, the first is better. {spoken}.",
        axis=head("better by", _unit(result)),
        rows=rows,
        around_zero=True,
    )


def _gaps(result: ProbeResult, names: NamesProbe) -> tuple[tuple[str, Interval, str, str], ...]:
    """Return each comparison with what a difference above and one below zero means."""
    return (
        (
            f"true over {result.kind} names",
            names.named_minus_masked,
            "the names help: chemistry or memory",
            "the names mislead",
        ),
        (
            f"{result.kind} names over random",
            names.masked_minus_random,
            "it learns from the results",
            "it is worse than random draws",
        ),
        (
            "true names over random",
            names.named_minus_random,
            "it is better than random draws",
            "it is worse than random draws",
        ),
    )


def _unit(result: ProbeResult) -> str:
    return result.objectives[0].unit if _is_plain(result) else ""


def _scale(result: ProbeResult) -> str:
    if _is_plain(result):
        return f"unit of the {result.objectives[0].name}"
    return "score that combines the objectives"


def _is_plain(result: ProbeResult) -> bool:
    """Return whether scores are values of the only objective, but for their sign."""
    return len(result.objectives) == 1 and not check_objectives(result.objectives)
