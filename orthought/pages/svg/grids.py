"""Maps of fields."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from orthought.pages.document import Cell, GridPlot
from orthought.pages.svg.shapes import (
    LETTER,
    WIDTH,
    box,
    frame,
    join,
    label_width,
    shortened,
    text,
    turned,
)

SHADES: Final = 6
_ROW: Final = 24
_TOP: Final = 26
_WIDEST: Final = 92.0
_TALLEST: Final = 150.0


def draw_grid(plot: GridPlot) -> Markup:
    """Return the map: labels on the left and, upright or turned, above the columns."""
    left = label_width([*plot.rows, plot.row_axis], most=230)
    width = min(_WIDEST, (WIDTH - left) / max(1, len(plot.columns)))
    upright = all(LETTER * len(label) <= width - 6 for label in plot.columns)
    longest = max((LETTER * len(label) for label in plot.columns), default=0.0)
    top = _TOP + (18 if upright else min(_TALLEST, longest) + 8)
    parts = [text(left, 12, plot.column_axis, kind="axis")]
    parts.append(
        text(left - 10, top - 6, shortened(plot.row_axis, left), anchor="end", kind="axis")
    )
    for number, label in enumerate(plot.columns):
        parts.append(_head(label, left + width * (number + 0.5), top - 6, upright=upright))
    for number, row in enumerate(plot.cells):
        y = top + number * _ROW
        label = shortened(plot.rows[number], left)
        parts.append(text(left - 10, y + 16, label, anchor="end"))
        parts += [_cell(cell, left + width * k, y, width) for k, cell in enumerate(row)]
    bottom = top + _ROW * len(plot.cells)
    parts.append(_legend(plot.legend, bottom + 14))
    return frame(plot.identifier, plot.title, plot.description, bottom + 38, join(parts))


def shade(value: float) -> int:
    """Return the number of the shade of a value between 0 and 1."""
    return min(SHADES - 1, max(0, int(value * SHADES)))


def _head(label: str, x: float, y: float, *, upright: bool) -> Markup:
    if upright:
        return text(x, y, label, anchor="middle")
    return turned(x + 4, y, shortened(label, _TALLEST))


def _cell(cell: Cell, x: float, y: float, width: float) -> Markup:
    if cell.value is None:
        return box(x + 1, y + 1, width - 2, _ROW - 2, "cell none")
    kind = f"h{shade(cell.value)}"
    parts = [box(x + 1, y + 1, width - 2, _ROW - 2, f"cell {kind}")]
    if LETTER * len(cell.text) <= width + 2:
        parts.append(text(x + width / 2, y + 16, cell.text, anchor="middle", kind=f"on-{kind}"))
    return join(parts)


def _legend(words: str, y: float) -> Markup:
    if not words:
        return Markup("")
    boxes = [box(16 * number, y, 16, 12, f"cell h{number}") for number in range(SHADES)]
    return join([*boxes, text(16 * SHADES + 8, y + 11, words, kind="tick")])
