"""Values over steps, with bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from orthought.pages.document import Level, Line, LinePlot
from orthought.pages.svg.scales import Scale, spanning_scale
from orthought.pages.svg.shapes import (
    SERIES,
    WIDTH,
    dot,
    frame,
    horizontal_axis,
    join,
    label_width,
    line,
    shortened,
    text,
    trace,
    vertical_axis,
)

_HEIGHT: Final = 374
_TOP: Final = 30
_BOTTOM: Final = _HEIGHT - 48
_LEFT: Final = 56
_LINE: Final = 15.0
Place = tuple[float, float]


def draw_lines(plot: LinePlot) -> Markup:
    """Return the plot: bands behind, lines in front, names at the right end."""
    right = WIDTH - label_width([each.label for each in plot.lines], most=190)
    x = _whole_scale([value for each in plot.lines for value in each.x], _LEFT, right)
    y = spanning_scale(_heights(plot), _BOTTOM, _TOP)
    parts = [horizontal_axis(x, _TOP, _BOTTOM, plot.x_axis, share=False)]
    parts.append(vertical_axis(y, _LEFT, right, plot.y_axis))
    parts += [_level(level, y, right) for level in plot.levels]
    parts += [_band(each, x, y) for each in plot.lines if each.lower]
    parts += [_line(each, x, y) for each in plot.lines]
    parts += _names(plot.lines, y, right)
    return frame(plot.identifier, plot.title, plot.description, _HEIGHT, join(parts))


def _heights(plot: LinePlot) -> Iterator[float]:
    for each in plot.lines:
        yield from (*each.y, *each.lower, *each.upper, *(value for _, value in each.dots))
    yield from (level.y for level in plot.levels)


def _whole_scale(values: Sequence[float], start: float, end: float) -> Scale:
    low, high = min(values, default=0.0), max(values, default=1.0)
    return Scale(low, high if high > low else low + 1, start, end)


def _level(level: Level, y: Scale, right: float) -> Markup:
    at = y.at(level.y)
    name = text(_LEFT + 6, at - 5, level.label, kind="halo tick")
    return join([line(_LEFT, at, right, at, "level"), name])


def _band(each: Line, x: Scale, y: Scale) -> Markup:
    upper = list(_stairs([(x.at(a), y.at(b)) for a, b in zip(each.x, each.upper, strict=True)]))
    lower = list(_stairs([(x.at(a), y.at(b)) for a, b in zip(each.x, each.lower, strict=True)]))
    return trace([*upper, *reversed(lower)], f"band s{each.series % SERIES}", closed=True)


def _line(each: Line, x: Scale, y: Scale) -> Markup:
    places = [(x.at(a), y.at(b)) for a, b in zip(each.x, each.y, strict=True)]
    parts = [trace(_stairs(places), f"line s{each.series % SERIES}")]
    parts += [dot(x.at(a), y.at(b), each.series, small=True) for a, b in each.dots]
    if places:
        parts.append(dot(*places[-1], each.series))
    return join(parts)


def _stairs(places: Sequence[Place]) -> Iterator[Place]:
    """Yield the corners: a value holds until the next step."""
    yield from places[:1]
    for (_, before), (x, y) in pairwise(places):
        yield (x, before)
        yield (x, y)


def _names(lines: Sequence[Line], y: Scale, right: float) -> list[Markup]:
    """Return the names beside the ends, pushed apart where they would cover each other."""
    ended = sorted((each for each in lines if each.y), key=lambda each: y.at(each.y[-1]))
    heights = _apart([y.at(each.y[-1]) for each in ended])
    return [
        text(right + 10, height + 4, shortened(each.label, WIDTH - right), kind="halo")
        for each, height in zip(ended, heights, strict=True)
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    found: list[float] = []
    for height in heights:
        found.append(max(height, found[-1] + _LINE) if found else height)
    below = max(0.0, found[-1] - _BOTTOM) if found else 0.0
    return [height - below for height in found]
