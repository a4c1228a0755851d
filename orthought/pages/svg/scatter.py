"""Shares against an amount."""

from __future__ import annotations

from typing import Final, NamedTuple

from markupsafe import Markup

from orthought.pages.document import Point, ScatterPlot
from orthought.pages.svg.scales import Scale, fitted_scale, share_scale
from orthought.pages.svg.shapes import (
    LETTER,
    SERIES,
    WIDTH,
    dot,
    frame,
    horizontal_axis,
    join,
    line,
    text,
)

_HEIGHT: Final = 374
_TOP: Final = 30
_BOTTOM: Final = _HEIGHT - 48
_LEFT: Final = 56
_LINE: Final = 15


class _Area(NamedTuple):
    """A piece of the drawing that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Area) -> bool:
        return not (
            self.right < other.left
            or other.right < self.left
            or self.bottom < other.top
            or other.bottom < self.top
        )


def draw_scatter(plot: ScatterPlot) -> Markup:
    """Return the plot: shapes with vertical whiskers, each with its name beside it."""
    x = fitted_scale([point.x for point in plot.points], _LEFT, WIDTH - 20)
    y = share_scale(_BOTTOM, _TOP)
    parts = [horizontal_axis(x, _TOP, _BOTTOM, plot.x_axis, share=False), _vertical(y, plot.y_axis)]
    taken = [_of_point(point, x, y) for point in plot.points]
    for point in plot.points:
        parts.append(_point(point, x, y))
    for point in plot.points:
        area, anchor = _free_place(point, x.at(point.x), y.at(point.y), taken)
        taken.append(area)
        at = area.left if anchor == "start" else area.right
        parts.append(text(at, area.bottom - 3, point.label, anchor=anchor, kind="halo"))
    return frame(plot.identifier, plot.title, plot.description, _HEIGHT, join(parts))


def _vertical(scale: Scale, title: str) -> Markup:
    parts = [text(0, 12, title, kind="axis")]
    for value in scale.ticks():
        at = scale.at(value)
        parts.append(line(_LEFT, at, WIDTH - 20, at, "grid"))
        parts.append(text(_LEFT - 8, at + 4, f"{100 * value:.0f}", anchor="end", kind="tick"))
    return join(parts)


def _point(point: Point, x: Scale, y: Scale) -> Markup:
    at, kind = x.at(point.x), f"whisker s{point.series % SERIES}"
    low, high = y.at(point.lower), y.at(point.upper)
    ends = [line(at - 4, place, at + 4, place, kind) for place in (low, high)]
    return join([line(at, low, at, high, kind), *ends, dot(at, y.at(point.y), point.series)])


def _of_point(point: Point, x: Scale, y: Scale) -> _Area:
    """Return what shape and whisker take."""
    at = x.at(point.x)
    return _Area(at - 7, y.at(point.upper), at + 7, y.at(point.lower))


def _free_place(point: Point, x: float, y: float, taken: list[_Area]) -> tuple[_Area, str]:
    """Return the first place near the point where the label meets nothing."""
    width = LETTER * len(point.label)
    candidates = []
    for shift in (side * step * _LINE / 2 for step in range(14) for side in (-1, 1)):
        top = y + shift - 8
        candidates.append((_Area(x + 11, top, x + 11 + width, top + _LINE), "start"))
        candidates.append((_Area(x - 11 - width, top, x - 11, top + _LINE), "end"))
    inside = [c for c in candidates if c[0].left >= _LEFT and c[0].right <= WIDTH]
    free = (c for c in inside if not any(c[0].meets(area) for area in taken))
    return next(free, (inside or candidates)[0])
