"""Where the space was explored: maps of pairs of parameters, and of proposers by value."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orthought.campaign.measures.entropy import BINS
from orthought.campaign.objectives import scores
from orthought.campaign.observations import Objective, Observation
from orthought.campaign.report.wording import head as name_with_unit
from orthought.campaign.report.wording import (
    number,
    percent,
    plain_text,
    reading,
    unit_of,
)
from orthought.campaign.space import (
    Categorical,
    Continuous,
    Integer,
    Parameter,
    Point,
    Space,
    Value,
)
from orthought.campaign.trajectory import Trajectory
from orthought.errors import InputError
from orthought.pages.document import Cell, Column, Entry, GridPlot, Table

MOST_ROWS: Final = 30
"""A map with more values of a parameter is not drawn."""
MOST_COLUMNS: Final = 16
MAPS: Final = 4


@dataclass(frozen=True)
class Axis:
    """A parameter with its values, or with equal parts of its range."""

    parameter: Parameter
    labels: tuple[str, ...]
    place: Callable[[Value | None], int | None]
    """Number of the label of a value; None: it is none of them."""

    @property
    def title(self) -> str:
        return name_with_unit(self.parameter.name, unit_of(self.parameter))


def axis_of(parameter: Parameter) -> Axis:
    """Return the axis of a parameter: every value, or tenths of a long range of numbers."""
    values = parameter.values()
    if values is None or (len(values) > MOST_ROWS and not isinstance(parameter, Categorical)):
        return _range_axis(parameter)
    # Numbers may be listed in any order.
    categorical = isinstance(parameter, Categorical)
    shown: list[Value] = list(values) if categorical else sorted(values)
    known: dict[Value, int] = {value: place for place, value in enumerate(shown)}
    labels = tuple(plain_text(parameter, value) for value in shown)
    return Axis(parameter, labels, lambda value: _listed(parameter, known, value))


def pair_maps(
    rows: Sequence[Observation], objectives: Sequence[Objective], space: Space
) -> tuple[GridPlot, ...]:
    """Return maps of pairs of parameters: the best result in each field, empty where untried.

    Pairs with more fields go first; those that do not fit on a page are left out.
    """
    found = scores(rows, objectives)
    known = [score for score in found if score is not None]
    if not known:
        return ()
    axes = [axis_of(parameter) for parameter in space.parameters]
    fitting = [
        (first, second)
        for one, other in itertools.combinations(axes, 2)
        for first, second in [_tall(one, other)]
        if 1 < len(second.labels) <= MOST_COLUMNS and len(first.labels) <= MOST_ROWS
    ]
    fitting.sort(key=lambda pair: -len(pair[0].labels) * len(pair[1].labels))
    return tuple(
        _pair_map(number_of, pair, rows, found, objectives, (min(known), max(known)))
        for number_of, pair in enumerate(fitting[:MAPS])
    )


def value_table(
    rows: Sequence[Observation], objectives: Sequence[Objective], space: Space
) -> Table:
    """Return for each value of each parameter how often it was tried and what came of it."""
    found, factor = scores(rows, objectives), reading(objectives)
    lines = []
    for parameter in space.parameters:
        axis = axis_of(parameter)
        groups: dict[int, list[float | None]] = {}
        for row, score in zip(rows, found, strict=True):
            place = axis.place(row.point.get(parameter.name))
            if place is not None:
                groups.setdefault(place, []).append(score)
        for place, label in enumerate(axis.labels):
            mine = groups.get(place, [])
            known = [factor * score for score in mine if score is not None]
            best = (min(known) if factor < 0 else max(known)) if known else None
            mean = sum(known) / len(known) if known else None
            lines.append(
                (
                    Entry(text=axis.title if place == 0 else ""),
                    Entry(text=label),
                    Entry(text=str(len(mine)) if mine else "untried"),
                    Entry(text=number(best, 3) if known else ""),
                    Entry(text=number(mean, 3) if known else ""),
                )
            )
    return Table(
        identifier="values",
        caption="Every value: how often it was tried, and the best and mean result with it.",
        columns=(
            Column(name="parameter", align="left"),
            Column(name="value", align="left"),
            Column(name="experiments"),
            Column(name="best"),
            Column(name="mean"),
        ),
        rows=tuple(lines),
    )


def proposer_maps(
    trajectories: Sequence[Trajectory], space: Space, identifier: str
) -> tuple[GridPlot, ...]:
    """Return for each parameter which share of its proposals each proposer gave to each value."""
    groups: dict[str, list[Point]] = {}
    for run in trajectories:
        points = [p.point for p in run.proposals if p.fault != "invalid"]
        groups.setdefault(run.proposer, []).extend(points)
    axes = [axis for axis in map(axis_of, space.parameters) if len(axis.labels) > 1]
    axes.sort(key=lambda axis: -len(axis.labels))
    return tuple(
        _share_map(f"{identifier}-{place}", axis, groups) for place, axis in enumerate(axes[:MAPS])
    )


def _share_map(identifier: str, axis: Axis, groups: Mapping[str, Sequence[Point]]) -> GridPlot:
    columns = []
    for points in groups.values():
        places = [axis.place(point.get(axis.parameter.name)) for point in points]
        total = max(1, sum(place is not None for place in places))
        columns.append([places.count(k) / total for k in range(len(axis.labels))])
    highest = max((share for column in columns for share in column), default=0.0) or 1.0
    cells = tuple(
        tuple(
            Cell(value=column[k] / highest, text=percent(column[k])) if column[k] else Cell()
            for column in columns
        )
        for k in range(len(axis.labels))
    )
    return GridPlot(
        identifier=identifier,
        title=f"Proposals by {axis.parameter.name}",
        description=f"Share of each proposer's proposals by value of {axis.parameter.name}.",
        row_axis=axis.title,
        column_axis="",
        rows=axis.labels,
        columns=tuple(groups),
        cells=cells,
        legend="smallest to largest share of its proposals; empty: none",
    )


def _pair_map(
    place: int,
    pair: tuple[Axis, Axis],
    rows: Sequence[Observation],
    found: Sequence[float | None],
    objectives: Sequence[Objective],
    limits: tuple[float, float],
) -> GridPlot:
    first, second = pair
    fields: dict[tuple[int, int], list[float | None]] = {}
    for row, score in zip(rows, found, strict=True):
        one = first.place(row.point.get(first.parameter.name))
        other = second.place(row.point.get(second.parameter.name))
        if one is not None and other is not None:
            fields.setdefault((one, other), []).append(score)
    factor, (low, high) = reading(objectives), limits
    cells = tuple(
        tuple(
            _field(fields.get((one, other)), factor, low, high)
            for other in range(len(second.labels))
        )
        for one in range(len(first.labels))
    )
    names = f"{first.parameter.name} and {second.parameter.name}"
    return GridPlot(
        identifier=f"map-{place}",
        title=names[:1].upper() + names[1:],
        description=f"Best result for each pair of values of {names}; empty where untried.",
        row_axis=first.title,
        column_axis=second.title,
        rows=first.labels,
        columns=second.labels,
        cells=cells,
        legend="worst to best result there; empty: untried; none: no number",
    )


def _field(mine: Sequence[float | None] | None, factor: float, low: float, high: float) -> Cell:
    if mine is None:
        return Cell()
    known = [score for score in mine if score is not None]
    if not known:
        return Cell(value=0.0, text="none")
    share = (max(known) - low) / (high - low) if high > low else 1.0
    return Cell(value=share, text=number(factor * max(known), 3))


def _tall(first: Axis, second: Axis) -> tuple[Axis, Axis]:
    """Return the axis with the longer labels, or with more of them, for the rows."""

    def weight(axis: Axis) -> tuple[int, int]:
        return max(map(len, axis.labels)) * len(axis.labels), len(axis.labels)

    return (first, second) if weight(first) >= weight(second) else (second, first)


def _listed(parameter: Parameter, known: Mapping[Value, int], value: Value | None) -> int | None:
    if value is not None and value in known:
        return known[value]
    try:
        return known.get(parameter.read(value))
    except InputError:
        return None


def _range_axis(parameter: Parameter) -> Axis:
    low, high = _ends(parameter)
    width = (high - low) / BINS

    def place(value: Value | None) -> int | None:
        if not isinstance(value, int | float) or not low <= value <= high:
            return None
        return min(BINS - 1, int((value - low) / width))

    ends = [low + width * k for k in range(BINS + 1)]
    labels = tuple(f"{a:.3g} to {b:.3g}" for a, b in itertools.pairwise(ends))
    return Axis(parameter, labels, place)


def _ends(parameter: Parameter) -> tuple[float, float]:
    if isinstance(parameter, Continuous | Integer):
        return float(parameter.low), float(parameter.high)
    numbers = [float(value) for value in parameter.values() or ()]
    return min(numbers), max(numbers)
