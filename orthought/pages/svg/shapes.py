"""The few shapes that the plots are made of. Every text and number is escaped on its way in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from orthought.pages.escaping import clean
from orthought.pages.svg.scales import Scale, number_text

WIDTH: Final = 620
SERIES: Final = 8
"""Colours and shapes; the ninth series begins again, told apart by its label."""
LETTER: Final = 7.3
"""About the width of a letter."""

_SHAPES: Final = (
    "M-5,0 A5,5 0 1,1 5,0 A5,5 0 1,1 -5,0 Z",
    "M-4.5,-4.5 H4.5 V4.5 H-4.5 Z",
    "M0,-6.2 L6.2,0 L0,6.2 L-6.2,0 Z",
    "M0,-6 L5.6,4.4 H-5.6 Z",
    "M0,6 L5.6,-4.4 H-5.6 Z",
    "M-1.9,-5.7 H1.9 V-1.9 H5.7 V1.9 H1.9 V5.7 H-1.9 V1.9 H-5.7 V-1.9 H-1.9 Z",
    "M0,-6 L5.7,-1.9 L3.5,4.9 H-3.5 L-5.7,-1.9 Z",
    "M-3,-5.4 H3 L6,0 L3,5.4 H-3 L-6,0 Z",
)


def text(x: float, y: float, content: str, *, anchor: str = "start", kind: str = "") -> Markup:
    """Return a line of text."""
    form = Markup('<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>')
    return form.format(_place(x), _place(y), anchor, kind, clean(content))


def turned(x: float, y: float, content: str) -> Markup:
    """Return a line of text that runs upwards from its place."""
    form = Markup('<text transform="translate({} {}) rotate(-90)">{}</text>')
    return form.format(_place(x), _place(y), clean(content))


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """Return a straight line."""
    form = Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>')
    return form.format(*map(_place, (x1, y1, x2, y2)), kind)


def box(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """Return a rectangle."""
    form = Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>')
    return form.format(*map(_place, (x, y, width, height)), kind)


def trace(points: Iterable[tuple[float, float]], kind: str, *, closed: bool = False) -> Markup:
    """Return a line through points, or the area that it encloses."""
    places = [f"{_place(x)},{_place(y)}" for x, y in points]
    path = f"M{' L'.join(places)}{' Z' if closed else ''}" if places else ""
    return Markup('<path d="{}" class="{}"/>').format(path, kind)


def vertical_axis(scale: Scale, left: float, right: float, title: str) -> Markup:
    """Return grid lines across, their numbers on the left and the title above them."""
    parts = [text(0, 12, title, kind="axis")]
    for value in scale.ticks():
        at = scale.at(value)
        parts.append(line(left, at, right, at, "grid"))
        parts.append(text(left - 8, at + 4, number_text(value), anchor="end", kind="tick"))
    return join(parts)


def dot(x: float, y: float, series: int, *, small: bool = False) -> Markup:
    """Return the shape of a series in its colour."""
    number = series % SERIES
    scale = Markup(" scale(0.6)") if small else ""
    form = Markup('<path d="{}" transform="translate({} {}){}" class="{}"/>')
    kind = f"dot s{number}{' faint' if small else ''}"
    return form.format(_SHAPES[number], _place(x), _place(y), scale, kind)


def whisker(scale: Scale, lower: float, upper: float, y: float, series: int) -> Markup:
    """Return an interval along the horizontal axis."""
    kind = f"whisker s{series % SERIES}"
    left, right = scale.at(lower), scale.at(upper)
    ends = [line(x, y - 4, x, y + 4, kind) for x in (left, right)]
    return join([line(left, y, right, y, kind), *ends])


def horizontal_axis(scale: Scale, top: float, bottom: float, title: str, share: bool) -> Markup:
    """Return grid lines, their numbers and the title below them."""
    parts = []
    for value in scale.ticks():
        label = f"{100 * value:.0f}" if share else number_text(value)
        parts.append(line(scale.at(value), top, scale.at(value), bottom, "grid"))
        parts.append(text(scale.at(value), bottom + 16, label, anchor="middle", kind="tick"))
    middle = (scale.start + scale.end) / 2
    parts.append(text(middle, bottom + 36, title, anchor="middle", kind="axis"))
    return join(parts)


def frame(identifier: str, title: str, description: str, height: float, content: Markup) -> Markup:
    """Return the whole drawing with what a screen reader reads."""
    form = Markup(
        '<svg viewBox="0 0 {width} {height}" role="img" '
        'aria-labelledby="{id}-title {id}-text">'
        '<title id="{id}-title">{title}</title><desc id="{id}-text">{text}</desc>{content}</svg>'
    )
    name = "".join(c for c in identifier if c.isalnum() or c in "-_")
    return form.format(
        width=WIDTH,
        height=_place(height),
        id=name,
        title=clean(title),
        text=clean(description),
        content=content,
    )


def join(parts: Iterable[Markup]) -> Markup:
    """Return the shapes one after the other."""
    return Markup("").join(parts)


def label_width(labels: Iterable[str], *, most: float = 250.0) -> float:
    """Return how much room labels on the left need."""
    return min(most, max((LETTER * len(label) for label in labels), default=0.0) + 12)


def shortened(label: str, width: float) -> str:
    """Return a label that fits, with an ellipsis where it was cut."""
    letters = max(4, int((width - 8) / LETTER))
    return label if len(label) <= letters else label[: letters - 1] + "…"


def _place(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
