"""The trajectory: the best so far over the experiments."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.campaign.measures.comparison import Comparison
from orthought.campaign.measures.tracks import best_so_far
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.pareto import gains, hypervolume_so_far, nadir
from orthought.campaign.report.wording import head, reading, score_title
from orthought.pages.document import Level, Line, LinePlot


def campaign_course(
    rows: Sequence[Observation], objectives: Sequence[Objective]
) -> tuple[LinePlot, ...]:
    """Return the best so far of a campaign, each experiment a dot."""
    found, factor = scores(rows, objectives), reading(objectives)
    line = [(k, factor * b) for k, b in enumerate(best_so_far(found), 1) if b is not None]
    dots = [(k, factor * s) for k, s in enumerate(found, 1) if s is not None]
    if not line:
        return ()
    steps, values = zip(*line, strict=True)
    plot = LinePlot(
        identifier="course",
        title="Best result so far",
        description="Every experiment as a dot, the best so far as a line.",
        x_axis="experiments",
        y_axis=score_title(objectives),
        lines=(Line(label="best so far", x=steps, y=values, dots=tuple(dots)),),
    )
    return (plot, *_volume(rows, objectives))


def comparison_course(comparison: Comparison, identifier: str) -> LinePlot:
    """Return median and quartiles over runs of each proposer, with the best there is."""
    steps = tuple(float(step) for step in range(1, comparison.budget + 1))
    known = "best there is" if comparison.range_source == "set" else "best that any run saw"
    return LinePlot(
        identifier=identifier,
        title="Best so far: median over runs, with quartiles",
        description="Median of the best so far after each experiment, the band from the lower to "
        "the upper quartile.",
        x_axis="experiments",
        y_axis=head(comparison.objective, comparison.unit),
        lines=tuple(
            Line(
                label=summary.proposer,
                x=steps,
                y=summary.track.median,
                lower=summary.track.lower,
                upper=summary.track.upper,
                series=place,
            )
            for place, summary in enumerate(comparison.summaries)
        ),
        levels=(Level(label=known, y=comparison.best_known),),
    )


def _volume(rows: Sequence[Observation], objectives: Sequence[Objective]) -> tuple[LinePlot, ...]:
    if len(objectives) < 2:
        return ()
    points = [gains(row, objectives) for row in rows]
    reference = nadir(points)
    if reference is None:
        return ()
    volumes = hypervolume_so_far(points, reference)
    if not volumes[-1]:
        return ()
    steps = tuple(float(step) for step in range(1, len(volumes) + 1))
    shares = tuple(volume / volumes[-1] for volume in volumes)
    plot = LinePlot(
        identifier="volume",
        title="Front so far (hypervolume)",
        description="Volume that the best compromises dominate, as a share of what it is now. It "
        "counts from the worst value of each objective that was seen.",
        x_axis="experiments",
        y_axis="share of the volume now",
        lines=(Line(label="front", x=steps, y=shares),),
    )
    return (plot,)
