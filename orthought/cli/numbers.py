"""Numbers as a person reads them."""

from __future__ import annotations

import math


def format_number(value: float, digits: int = 6) -> str:
    """Return a number with `digits` significant digits; whole numbers in full, never -0."""
    if math.isnan(value):
        return "not a number"
    if math.isinf(value):
        return "infinite" if value > 0 else "-infinite"
    nearest = round(value)
    if nearest == 0 and abs(value) >= 1e-9:
        return f"{value:.{digits}g}"
    if abs(value - nearest) <= 1e-9 * max(1.0, abs(value)) and abs(value) < 1e15:
        return str(nearest)
    if 10**digits <= abs(value) < 1e15:
        return f"{value:.0f}"
    text = f"{value:.{digits}g}"
    return "0" if float(text) == 0 else text


def format_objective(value: float) -> str:
    """Return an objective: eight digits, since money has cents."""
    return format_number(value, digits=8)


def format_change(value: float) -> str:
    """Return a change with its sign."""
    text = format_number(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"


def format_gap(gap: float) -> str:
    """Return a relative gap in percent where it is large, as a number where it is tiny."""
    if gap == 0:
        return "0"
    return f"{100 * gap:.3g} %" if gap >= 1e-4 else f"{gap:.1g}"


def format_seconds(seconds: float) -> str:
    """Return a duration."""
    if seconds < 100:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def with_unit(number: str, unit: str) -> str:
    """Return a number with its unit, where it has one."""
    return f"{number} {unit}".rstrip()


def plural(count: int, noun: str) -> str:
    """Return '1 row', '2 rows'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
