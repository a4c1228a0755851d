"""Numbers as a report writes them."""

from __future__ import annotations

import math

from orthought.statistics import Interval


def percent(share: float) -> str:
    """Return '57.6 %'."""
    return f"{100 * share:.1f} %"


def percent_interval(interval: Interval) -> str:
    """Return '[47.4, 67.2]', in percent."""
    return f"[{100 * interval.low:.1f}, {100 * interval.high:.1f}]"


def points(interval: Interval) -> str:
    """Return a difference of shares with its interval, '+3.3 [-1.1, 7.6]', in points."""
    return f"{100 * interval.estimate:+.1f} {percent_interval(interval)}"


def amount(value: float) -> str:
    """Return an amount: three significant digits below 100, whole above, thousands grouped."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else ("infinite" if value > 0 else "-infinite")
    if abs(value) >= 99.95 or value == 0:
        return f"{value:,.0f}"
    return f"{value:#.3g}"


def amount_interval(interval: Interval) -> str:
    """Return '[1.2, 1.6]'."""
    return f"[{amount(interval.low)}, {amount(interval.high)}]"


def objective(value: float) -> str:
    """Return an objective value with nine significant digits."""
    if not math.isfinite(value):
        return amount(value)
    nearest = round(value)
    if abs(value) < 1e15 and abs(value - nearest) <= 1e-9 * max(1.0, abs(value)):
        return str(nearest)
    return f"{value:.9g}"


def probability(value: float) -> str:
    """Return a p-value; tiny ones as a bound."""
    return "< 0.0001" if value < 0.0001 else f"{value:.4f}"


def money(value: float | None) -> str:
    """Return dollars; 'unknown' where no price is known."""
    if value is None:
        return "unknown"
    if value == 0:
        return "$0"
    return f"${value:,.2f}" if value >= 0.095 else f"${value:.2g}"


def plural(count: int, noun: str) -> str:
    """Return '1 problem', '2 problems'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
