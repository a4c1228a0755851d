"""Bars in pieces."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from orthought.pages.document import BarPlot, BarRow
from orthought.pages.svg.scales import Scale
from orthought.pages.svg.shapes import (
    LETTER,
    WIDTH,
    box,
    frame,
    horizontal_axis,
    join,
    label_width,
    shortened,
    text,
)

_ROW: Final = 30
_LEGEND: Final = 26
_PATTERNS: Final = Markup(
    '<defs><pattern id="hatch-{0}" width="6" height="6" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="6" class="hatch"/></pattern>'
    '<pattern id="dots-{0}" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<circle cx="3" cy="3" r="1.4" class="speck"/></pattern></defs>'
)
_FILLS: Final = ("", "hatch", "dots")


def draw_bars(plot: BarPlot) -> Markup:
    """Return the plot: pieces differ in colour and pattern, and carry their count."""
    left = label_width(row.label for row in plot.rows)
    longest = max((sum(p.count for p in row.parts) for row in plot.rows), default=1)
    scale = Scale(0.0, float(max(1, longest)), left, WIDTH - 12.0)
    bottom = _LEGEND + _ROW * len(plot.rows) + 4
    parts = [_PATTERNS.format(plot.identifier), _legend(plot)]
    parts.append(horizontal_axis(scale, _LEGEND, bottom, plot.axis, share=False))
    for number, row in enumerate(plot.rows):
        parts.append(_bar(row, scale, _LEGEND + 4 + number * _ROW, plot.identifier))
    return frame(plot.identifier, plot.title, plot.description, bottom + 44, join(parts))


def _bar(row: BarRow, scale: Scale, top: float, identifier: str) -> Markup:
    label = shortened(row.label, scale.start)
    parts, so_far = [text(scale.start - 10, top + 16, label, anchor="end")], 0
    for number, part in enumerate(row.parts):
        start, end = scale.at(so_far), scale.at(so_far + part.count)
        so_far += part.count
        if part.count:
            parts.append(_piece(start, top, end - start, number, identifier))
            parts.append(_count(start, end, top, part.count))
    return join(parts)


def _count(start: float, end: float, top: float, count: int) -> Markup:
    if end - start < LETTER * len(str(count)) + 4:
        return Markup("")
    return text((start + end) / 2, top + 16, str(count), anchor="middle", kind="halo count")


def _piece(left: float, top: float, width: float, number: int, identifier: str) -> Markup:
    piece = box(left, top, width, 22, f"bar b{number % 6}")
    pattern = _FILLS[number % len(_FILLS)]
    if not pattern:
        return piece
    form = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="22" fill="url(#{}-{})"/>')
    return piece + form.format(left, top, width, pattern, identifier)


def _legend(plot: BarPlot) -> Markup:
    parts, x = [], 0.0
    for number, part in enumerate(plot.rows[0].parts if plot.rows else ()):
        parts.append(_piece(x, -2, 16, number, plot.identifier))
        parts.append(text(x + 22, 13, part.name))
        x += 22 + LETTER * len(part.name) + 18
    return join(parts)
