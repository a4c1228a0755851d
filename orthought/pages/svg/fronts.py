"""Two objectives against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from orthought.pages.document import FrontPlot, FrontPoint
from orthought.pages.svg.scales import Scale, spanning_scale
from orthought.pages.svg.shapes import (
    LETTER,
    WIDTH,
    dot,
    frame,
    horizontal_axis,
    join,
    text,
    trace,
    vertical_axis,
)

_HEIGHT: Final = 374
_TOP: Final = 30
_BOTTOM: Final = _HEIGHT - 48
_LEFT: Final = 64
_RIGHT: Final = WIDTH - 24
_LINE: Final = 14


def draw_front(plot: FrontPlot) -> Markup:
    """Return the plot: all results small, the best compromises large, and joined where asked."""
    x = spanning_scale([point.x for point in plot.points], _LEFT, _RIGHT)
    y = spanning_scale([point.y for point in plot.points], _BOTTOM, _TOP)
    best = sorted((p for p in plot.points if p.best), key=lambda point: (point.x, point.y))
    parts = [horizontal_axis(x, _TOP, _BOTTOM, plot.x_axis, share=False)]
    parts.append(vertical_axis(y, _LEFT, _RIGHT, plot.y_axis))
    parts += [dot(x.at(p.x), y.at(p.y), 6, small=True) for p in plot.points if not p.best]
    if plot.joined:
        parts.append(trace([(x.at(p.x), y.at(p.y)) for p in best], "line s0"))
    parts += [dot(x.at(p.x), y.at(p.y), 0) for p in best]
    parts += _labels(best, x, y)
    return frame(plot.identifier, plot.title, plot.description, _HEIGHT, join(parts))


def _labels(best: Sequence[FrontPoint], x: Scale, y: Scale) -> list[Markup]:
    """Return the labels that have room; one that would cover another is left out."""
    taken: list[tuple[float, float, float]] = []
    found = []
    for point in best:
        width, height = LETTER * len(point.label), y.at(point.y) - 8
        fits = x.at(point.x) + 11 + width <= WIDTH
        left = x.at(point.x) + 11 if fits else x.at(point.x) - 11 - width
        covers = any(
            abs(height - other) < _LINE and left < end and start < left + width
            for start, end, other in taken
        )
        if point.label and not covers:
            taken.append((left, left + width, height))
            found.append(text(left, height, point.label, kind="halo"))
    return found
