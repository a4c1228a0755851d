"""The rules of a plate one by one, and what a choice of points makes of each of them.

This is written from the meaning of the rules alone. The optimization model is checked against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from orthought.campaign.plates.rules import (
    Control,
    PlateRules,
    Price,
    Quota,
    ValueLimit,
    cost_words,
    same,
)
from orthought.campaign.space import Point, Value

MANY: Final = 12
"""Numbers with more different values than this are covered by tenths of their range."""
TENTHS: Final = 10
TOLERANCE: Final = 1e-6
"""A cost within this relative distance of its limit keeps it: that of the solvers."""


@dataclass(frozen=True)
class CostLimit:
    """What the whole plate may cost."""

    limit: float
    prices: tuple[Price, ...]

    def words(self) -> str:
        return cost_words(self.limit)


@dataclass(frozen=True)
class Controls:
    """The points that stand on every plate."""

    controls: tuple[Control, ...]

    def words(self) -> str:
        return "; ".join(control.words() for control in self.controls)


Condition = ValueLimit | Quota | CostLimit | Controls


def conditions(rules: PlateRules) -> tuple[Condition, ...]:
    """Return the rules that can be kept or broken, one by one."""
    found: list[Condition] = [*rules.limits, *rules.quotas]
    if rules.cost_limit is not None:
        found.append(CostLimit(rules.cost_limit, rules.prices))
    if rules.controls:
        found.append(Controls(rules.controls))
    return tuple(found)


def control_points(kept: Iterable[Condition]) -> list[Point]:
    """Return one point for each control well."""
    return [
        control.point
        for condition in kept
        if isinstance(condition, Controls)
        for control in condition.controls
        for _ in range(control.wells)
    ]


def keeps(plate: Sequence[Point], condition: Condition) -> bool:
    """Tell whether a whole plate, its control wells included, keeps a rule."""
    if isinstance(condition, ValueLimit):
        count = len(distinct(point[condition.parameter] for point in plate))
        return _within(count, condition.least, condition.most)
    if isinstance(condition, Quota):
        count = sum(condition.holds_for(point) for point in plate)
        return _within(count, condition.least, condition.most)
    if isinstance(condition, CostLimit):
        limit = condition.limit
        return cost(plate, condition.prices) <= limit + TOLERANCE * max(1.0, abs(limit))
    return all(
        sum(point == control.point for point in plate) >= control.wells
        for control in condition.controls
    )


def is_at_its_limit(plate: Sequence[Point], condition: Condition) -> bool:
    """Tell whether a count of a rule that is kept has no room left; never so for costs."""
    if isinstance(condition, ValueLimit):
        count = len(distinct(point[condition.parameter] for point in plate))
    elif isinstance(condition, Quota):
        count = sum(condition.holds_for(point) for point in plate)
    else:
        return False
    return count in (condition.least, condition.most)


def cost(plate: Sequence[Point], prices: Iterable[Price]) -> float:
    """Return what a whole plate costs."""
    total = 0.0
    for price in prices:
        wells = sum(price.holds_for(point) for point in plate)
        total += price.well * wells + (price.once if wells else 0.0)
    return total


@dataclass(frozen=True)
class Coverage:
    """What counts as covered: each value, or tenths of the range where numbers are many."""

    ranges: Mapping[str, tuple[float, float]]
    """Least and largest value of the parameters that count in tenths."""

    @classmethod
    def of(cls, pool: Sequence[Point], controls: Sequence[Point]) -> Coverage:
        """Return what counts for plates out of a pool."""
        points, ranges = [*pool, *controls], {}
        for name in points[0] if points else ():
            values = distinct(point[name] for point in points)
            numbers = [value for value in values if not isinstance(value, str)]
            if len(values) > MANY and len(numbers) == len(values):
                ranges[name] = (float(min(numbers)), float(max(numbers)))
        return cls(ranges)

    def place(self, name: str, value: Value) -> Value:
        """Return the number of the tenth that a value lies in, or the value itself."""
        if name not in self.ranges or isinstance(value, str):
            return value
        low, high = self.ranges[name]
        return min(TENTHS - 1, int(TENTHS * (value - low) / (high - low)))

    def count(self, plate: Sequence[Point]) -> int:
        """Return how much is covered by a plate, summed over the parameters."""
        names = plate[0] if plate else ()
        return sum(
            len(distinct(self.place(name, point[name]) for point in plate)) for name in names
        )


def worth(chosen: Sequence[float], covered: int, diversity: float, spread: float) -> float:
    """Return the objective: the sum of scores, and what the covered values are worth.

    Args:
        chosen: scores of the chosen points.
        covered: how much the plate covers, controls included.
        diversity: as in the rules.
        spread: range of the candidates' scores.
    """
    return sum(chosen) + diversity * spread * covered


def spread_of(scores: Sequence[float]) -> float:
    """Return the range of scores, 1 where all are equal."""
    return (max(scores) - min(scores)) or 1.0 if scores else 1.0


def grouped(values: Sequence[Value]) -> list[tuple[Value, list[int]]]:
    """Return the different values with the places of each; numbers within rounding are the same."""
    texts: dict[Value, list[int]] = {}
    numbers: list[tuple[float, int]] = []
    for place, value in enumerate(values):
        if isinstance(value, str):
            texts.setdefault(value, []).append(place)
        else:
            numbers.append((value, place))
    found = list(texts.items())
    last: float | None = None
    for number, place in sorted(numbers):
        if last is None or not same(last, number):
            found.append((number, []))
            last = number
        found[-1][1].append(place)
    return found


def distinct(values: Iterable[Value]) -> list[Value]:
    """Return the different values; numbers within rounding are the same."""
    return [value for value, _ in grouped(list(values))]


def _within(count: int, least: int | None, most: int | None) -> bool:
    return (least is None or count >= least) and (most is None or count <= most)
