"""Plots as inline SVG: no library, no script, colours from the page's style sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from markupsafe import Markup

from orthought.pages.document import Plot
from orthought.pages.svg.bars import draw_bars
from orthought.pages.svg.fronts import draw_front
from orthought.pages.svg.grids import draw_grid
from orthought.pages.svg.intervals import draw_intervals
from orthought.pages.svg.lines import draw_lines
from orthought.pages.svg.scatter import draw_scatter
from orthought.pages.svg.strips import draw_strips

_DRAWERS: Final[dict[str, Callable[[Any], Markup]]] = {
    "interval": draw_intervals,
    "scatter": draw_scatter,
    "bar": draw_bars,
    "strip": draw_strips,
    "line": draw_lines,
    "grid": draw_grid,
    "front": draw_front,
}


def to_svg(plot: Plot) -> Markup:
    """Return the plot as one `<svg>` element with title and description."""
    return _DRAWERS[plot.kind](plot)
