"""Every value as a dot, with median and quartiles."""

from __future__ import annotations

import statistics
from typing import Final

from markupsafe import Markup

from orthought.pages.document import StripPlot, StripRow
from orthought.pages.svg.scales import Scale, fitted_scale
from orthought.pages.svg.shapes import (
    WIDTH,
    box,
    dot,
    frame,
    horizontal_axis,
    join,
    label_width,
    line,
    shortened,
    text,
)

_ROW: Final = 40
_TOP: Final = 8
_RIGHT: Final = 92
_SPREAD: Final = (0, -7, 7, -3.5, 3.5)
"""Dots step aside in this order, so that equal values stay apart."""


def draw_strips(plot: StripPlot) -> Markup:
    """Return the plot: a row a group."""
    left = label_width(row.label for row in plot.rows)
    every = [value for row in plot.rows for value in row.values]
    scale = fitted_scale(every, left, WIDTH - _RIGHT)
    bottom = _TOP + _ROW * len(plot.rows)
    parts = [horizontal_axis(scale, _TOP, bottom, plot.axis, share=False)]
    for number, row in enumerate(plot.rows):
        parts.append(_row(row, scale, _TOP + _ROW * (number + 0.5)))
    return frame(plot.identifier, plot.title, plot.description, bottom + 44, join(parts))


def _row(row: StripRow, scale: Scale, y: float) -> Markup:
    label = shortened(row.label, scale.start)
    parts = [text(scale.start - 10, y + 4, label, anchor="end")]
    for number, value in enumerate(sorted(row.values)):
        aside = _SPREAD[number % len(_SPREAD)]
        parts.append(dot(scale.at(value), y + aside, row.series, small=True))
    if row.values:
        parts.append(_summary(row, scale, y))
    return join(parts)


def _summary(row: StripRow, scale: Scale, y: float) -> Markup:
    low, middle, high = quartiles(row.values)
    left, right = scale.at(low), scale.at(high)
    return join(
        [
            box(left, y - 12, max(1.0, right - left), 24, "quartiles"),
            line(scale.at(middle), y - 14, scale.at(middle), y + 14, "median"),
            text(scale.end + 10, y + 4, f"median {middle:.3g}", kind="value"),
        ]
    )


def quartiles(values: tuple[float, ...]) -> tuple[float, float, float]:
    """Return lower quartile, median and upper quartile (inclusive method)."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high
