"""Direct prediction on a page: results that a model was asked for and never told."""

from __future__ import annotations

from collections.abc import Iterator

from orthought.campaign.leakage import PredictionProbe
from orthought.campaign.report.probe_reading import decimals, masked_words, named_words, title
from orthought.campaign.report.wording import head, probability
from orthought.campaign.simulation.probe_record import ProbeResult
from orthought.pages.document import Column, Entry, IntervalPlot, IntervalRow, Section, Table
from orthought.statistics import Interval

COLUMNS = ("predicted", "rank correlation", "by chance", "p")


def values_section(result: ProbeResult, key: str, before: str) -> Section:
    """Return what the model predicted with the true names and under the mask.

    Args:
        result: of the probe.
        key: begin of all identifiers.
        before: what the title names first; empty where the page holds one probe.
    """
    objective = result.objectives[0]
    wanted = head(objective.name, objective.unit)
    plot = _plot(result, key)
    return Section(
        identifier=f"{key}-values",
        title=title(before, "results predicted without any being told"),
        text=(
            f"The model was asked for the {wanted} of {result.named.asked} experiments of the set, "
            "drawn at random, and was told no result at all. Its answers are compared with what "
            "was measured.",
            f"Names as they are: {named_words(result.named)}.",
            f"Names {result.kind}: {masked_words(result.masked, result.kind)}.",
        ),
        plots=(plot,) if plot else (),
        tables=(_table(result, key),),
    )


def _table(result: ProbeResult, key: str) -> Table:
    return Table(
        identifier=f"{key}-predictions",
        caption=f"Order of predicted against measured {result.objectives[0].name}; the same "
        "experiments in both rows.",
        columns=(Column(name="names", align="left"), *(Column(name=name) for name in COLUMNS)),
        rows=tuple(tuple(_row(what, probe)) for what, probe in _both(result)),
        notes=(
            "In brackets: the 95 % bootstrap interval over experiments. By chance: where 95 % of "
            "the correlations lie when the predictions are dealt out to the experiments anew "
            "(permuted). p: how often chance alone does at least as well.",
            "The two rows are tested against chance, not against each other.",
        ),
    )


def _row(what: str, probe: PredictionProbe) -> Iterator[Entry]:
    yield Entry(text=what)
    yield Entry(text=f"{probe.answered} of {probe.asked}")
    if probe.correlation is None or probe.chance is None or probe.p_value is None:
        yield Entry(text="none", note="too few answers, or all the same")
        yield from (Entry(text="-"), Entry(text="-"))
        return
    yield Entry(text=decimals(probe.correlation.estimate), interval=_ends(probe.correlation))
    yield Entry(text=f"{decimals(probe.chance.low)} to {decimals(probe.chance.high)}")
    yield Entry(text=probability(probe.p_value))


def _plot(result: ProbeResult, key: str) -> IntervalPlot | None:
    rows = tuple(row for what, probe in _both(result) for row in _rows(what, probe))
    if not rows:
        return None
    spoken = "; ".join(f"{row.section}, {row.label}: {row.text}" for row in rows)
    return IntervalPlot(
        identifier=f"{key}-plot",
        title="Rank correlation of predicted with measured results",
        description=f"The model with its 95 % interval, above where chance lies. {spoken}.",
        axis="rank correlation (1: the measured order, 0: no relation)",
        rows=rows,
        around_zero=True,
    )


def _rows(what: str, probe: PredictionProbe) -> Iterator[IntervalRow]:
    for label, found, series in (("model", probe.correlation, 0), ("chance", probe.chance, 6)):
        if found is not None:
            yield IntervalRow(
                label=label,
                value=found.estimate,
                lower=found.low,
                upper=found.high,
                text=_ends(found) if series else decimals(found.estimate),
                series=series,
                section=f"names {what}",
            )


def _ends(found: Interval) -> str:
    return f"[{decimals(found.low)}, {decimals(found.high)}]"


def _both(result: ProbeResult) -> tuple[tuple[str, PredictionProbe], ...]:
    return ("as they are", result.named), (result.kind, result.masked)
