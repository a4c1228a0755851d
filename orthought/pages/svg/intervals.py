"""Dots with whiskers."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from orthought.pages.document import IntervalPlot, IntervalRow
from orthought.pages.svg.scales import Scale, share_scale, spanning_scale
from orthought.pages.svg.shapes import (
    WIDTH,
    dot,
    frame,
    horizontal_axis,
    join,
    label_width,
    line,
    shortened,
    text,
    whisker,
)

_ROW: Final = 24
_TOP: Final = 10


def draw_intervals(plot: IntervalPlot) -> Markup:
    """Return the plot: a row a group, headed where the section changes."""
    left = label_width(row.label for row in plot.rows)
    right = label_width((row.text for row in plot.rows), most=130)
    scale = _scale(plot, left, WIDTH - right)
    parts, y = [], float(_TOP)
    section = ""
    for row in plot.rows:
        if row.section != section:
            section = row.section
            parts.append(text(0, y + 17, shortened(section, WIDTH), kind="head"))
            y += _ROW
        parts.append(_row(row, scale, y + _ROW / 2))
        y += _ROW
    axis = horizontal_axis(scale, _TOP, y, plot.axis, share=not plot.around_zero)
    if plot.around_zero:
        axis = join([axis, line(scale.at(0), _TOP, scale.at(0), y, "level")])
    return frame(plot.identifier, plot.title, plot.description, y + 44, join([axis, *parts]))


def _scale(plot: IntervalPlot, start: float, end: float) -> Scale:
    if not plot.around_zero:
        return share_scale(start, end)
    ends = [value for row in plot.rows for value in (row.lower, row.value, row.upper)]
    return spanning_scale([0.0, *ends], start, end)


def _row(row: IntervalRow, scale: Scale, y: float) -> Markup:
    label = shortened(row.label, scale.start)
    return join(
        [
            text(scale.start - 10, y + 4, label, anchor="end"),
            whisker(scale, row.lower, row.upper, y, row.series),
            dot(scale.at(row.value), y, row.series),
            text(scale.end + 10, y + 4, shortened(row.text, WIDTH - scale.end), kind="value"),
        ]
    )
