"""Several objectives: the best compromises."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from orthought.campaign.objectives import value_of
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.pareto import pareto_rows
from orthought.campaign.report.wording import head, number, point_text
from orthought.campaign.space import Space
from orthought.pages.document import Column, Entry, FrontPlot, FrontPoint, Section, Table

PLOTS: Final = 3


def front_section(
    rows: Sequence[Observation], objectives: Sequence[Objective], space: Space
) -> Section | None:
    """Return the best compromises as plots and as a table; None for a single objective."""
    if len(objectives) < 2:
        return None
    best = pareto_rows(rows, objectives)
    if not best:
        return None
    pairs = list(itertools.combinations(objectives, 2))[:PLOTS]
    return Section(
        identifier="front",
        title="Best compromises",
        text=(
            "No other experiment beats these in every objective (the Pareto front). Which of them "
            "is best depends on what an objective is worth to you.",
        ),
        plots=tuple(
            _plot(place, pair, rows, best, joined=len(objectives) == 2)
            for place, pair in enumerate(pairs)
        ),
        tables=(_table(rows, objectives, space, best),),
    )


def _plot(
    place: int,
    pair: tuple[Objective, Objective],
    rows: Sequence[Observation],
    best: Sequence[int],
    *,
    joined: bool,
) -> FrontPlot:
    first, second = pair
    points = []
    for k, row in enumerate(rows):
        x, y = value_of(row.values, first), value_of(row.values, second)
        if x is not None and y is not None:
            points.append(
                FrontPoint(x=x, y=y, best=k in best, label=str(k + 1) if k in best else "")
            )
    wanted = " and ".join(f"{_more(o)} {o.name}" for o in pair)
    return FrontPlot(
        identifier=f"front-{place}",
        title=f"{first.name} against {second.name}",
        description=f"Wanted: {wanted}. The large dots are the best compromises, with the number "
        "of their experiment.",
        x_axis=head(first.name, first.unit),
        y_axis=head(second.name, second.unit),
        points=tuple(points),
        joined=joined,
    )


def _table(
    rows: Sequence[Observation],
    objectives: Sequence[Objective],
    space: Space,
    best: Sequence[int],
) -> Table:
    lines = [
        (
            Entry(text=str(k + 1)),
            *(Entry(text=number(value_of(rows[k].values, o))) for o in objectives),
            Entry(text=point_text(space, rows[k].point)),
        )
        for k in best
    ]
    return Table(
        identifier="compromises",
        caption="The best compromises. The first number is that of the experiment.",
        columns=(
            Column(name="no."),
            *(Column(name=head(f"{o.name}, {_more(o)}", o.unit)) for o in objectives),
            Column(name="experiment", align="left"),
        ),
        rows=tuple(lines),
    )


def _more(objective: Objective) -> str:
    bounds = objective.desirability
    if bounds is not None and bounds.target is not None:
        return f"near {bounds.target:g}"
    return "high" if objective.direction == "maximize" else "low"
