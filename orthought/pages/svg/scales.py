"""From values to places on an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_DECADE: Final = 10.0


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` that lies between two places of the drawing."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return the place of a value; what lies outside is drawn at the edge."""
        value = min(max(value, self.low), self.high)
        low, high = self._bent(self.low), self._bent(self.high)
        return self.start + (self._bent(value) - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> tuple[float, ...]:
        """Return round values along the axis, at most about nine."""
        return _decades(self) if self.logarithmic else _round_steps(self.low, self.high)

    def _bent(self, value: float) -> float:
        return math.log10(value) if self.logarithmic else value


def share_scale(start: float, end: float) -> Scale:
    """Return the axis of shares, 0 to 1."""
    return Scale(0.0, 1.0, start, end)


def fitted_scale(values: Iterable[float], start: float, end: float) -> Scale:
    """Return an axis for amounts: from zero, or logarithmic where they span a decade."""
    known = [value for value in values if math.isfinite(value) and value >= 0]
    positive = [value for value in known if value > 0]
    highest = max(known, default=0.0)
    if positive and highest / min(positive) >= _DECADE:
        low = min(positive)
        return Scale(low / 1.3, highest * 1.3, start, end, logarithmic=True)
    return Scale(0.0, highest * 1.08 or 1.0, start, end)


def spanning_scale(values: Iterable[float], start: float, end: float) -> Scale:
    """Return an axis around values of any sign, with a little room at both ends."""
    known = [value for value in values if math.isfinite(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = 0.06 * (high - low) or 0.06 * abs(high) or 1.0
    return Scale(low - room, high + room, start, end)


def number_text(value: float) -> str:
    """Return a tick's number: 1,000 as 1k, 2,500,000 as 2.5M."""
    for limit, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= limit:
            return f"{value / limit:.4g}{letter}"
    return f"{value:.4g}"


def _round_steps(low: float, high: float) -> tuple[float, ...]:
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * s for s in _STEPS if power * s >= rough)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(step * k for k in range(first, last + 1))


def _decades(scale: Scale) -> tuple[float, ...]:
    first, last = math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high))
    factors = (1, 2, 5) if last - first <= 3 else (1,)
    candidates = (factor * 10.0**power for power in range(first, last + 1) for factor in factors)
    return tuple(value for value in candidates if scale.low <= value <= scale.high)
