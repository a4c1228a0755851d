"""Looks for the best point of a space that cannot be looked at whole: sampled, then climbed.

Continuous parameters are climbed by L-BFGS-B with exact derivatives, all others by trying every
change of one of them; the two take turns until nothing gets better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from scipy.optimize import minimize

from orthought.campaign.encoding import Encoding, Floats
from orthought.campaign.gp.acquisitions import Acquisition
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.space import Continuous, Point, Space, Value
from orthought.campaign.space.space import Key

DRAWN = 2048
"""Points drawn from the whole space."""
AROUND = 64
"""Points drawn around each of the best measured ones."""
CLIMBS = 8
"""So many of the drawn points are climbed from."""
TURNS = 10
CHANGES = 64
"""Of one parameter, at most so many other values are tried."""
HALVINGS = 20


@dataclass(frozen=True)
class Found:
    """A point and what it promises."""

    point: Point
    value: float


def draw(
    space: Space, generator: Generator, anchors: Sequence[Point], taken: Collection[Key]
) -> list[Point]:
    """Draw different allowed points that are not taken, over the space and around the anchors."""
    points = space.sample(generator, DRAWN)
    for anchor in anchors:
        near = [_moved_a_little(space, anchor, generator) for _ in range(AROUND)]
        points += filter(space.allows, near)
    different = {space.key(point): point for point in points}
    return [point for key, point in different.items() if key not in taken]


def _moved_a_little(space: Space, anchor: Point, generator: Generator) -> Point:
    """Return a point that shares most options with another and lies near it in the numbers."""
    count = len(space.parameters)
    moved = dict(anchor)
    forced = int(generator.integers(count))
    for place, parameter in enumerate(space.parameters):
        if isinstance(parameter, Continuous):
            width = parameter.high - parameter.low
            share = (float(anchor[parameter.name]) - parameter.low) / width
            step = generator.normal(scale=0.1) if generator.random() < 0.5 else 0.0
            moved[parameter.name] = parameter.at(min(max(share + step, 0.0), 1.0))
        elif place == forced or generator.random() < 1 / count:
            moved[parameter.name] = parameter.at(generator.random())
    return moved


class Climber:
    """Climbs an acquisition from points of a space."""

    def __init__(
        self,
        encoding: Encoding,
        process: GaussianProcess,
        acquisition: Acquisition,
        taken: Collection[Key],
    ) -> None:
        self._encoding = encoding
        self._space = encoding.space
        self._process = process
        self._acquisition = acquisition
        self._taken = taken

    def values(self, points: Sequence[Point]) -> Floats:
        """Return what each point promises."""
        mean, variance = self._process.predict(self._encoding.encode(points))
        return self._acquisition.values(mean, np.sqrt(variance), self._process.incumbents)

    def best(self, points: Sequence[Point], values: Floats, generator: Generator) -> Found:
        """Return the best point that is reached from the most promising of some points."""
        order = _starts(values, generator)
        found = [self._climb(Found(points[k], float(values[k])), generator) for k in order]
        return max(found, key=lambda one: one.value)

    def _climb(self, start: Found, generator: Generator) -> Found:
        at = start
        for _ in range(TURNS):
            before = at.value
            at = self._change(self._slide(at), generator)
            if at.value <= before + 1e-9 * abs(before):
                break
        return at

    def _slide(self, start: Found) -> Found:
        """Climb along the continuous parameters, staying where the rules allow it."""
        columns = list(self._encoding.movable)
        if not columns:
            return start
        row = self._encoding.encode([start.point])[0]
        reached = minimize(
            self._loss(row, columns),
            row[columns],
            jac=True,
            method="L-BFGS-B",
            bounds=[(0.0, 1.0)] * len(columns),
        ).x
        return self._allowed_between(start, row, columns, reached)

    def _loss(self, row: Floats, columns: list[int]) -> Callable[[Floats], tuple[float, Floats]]:
        process = self._process
        places = [process.factor.kernel.columns.numbers.index(column) for column in columns]

        def loss(shares: Floats) -> tuple[float, Floats]:
            moved = row.copy()
            moved[columns] = shares
            mean, variance, by_row, variance_by_row = process.slopes(moved)
            deviation = math.sqrt(variance)
            slopes = self._acquisition.slopes(mean, deviation, process.incumbents)
            slope = slopes.by_mean @ by_row + slopes.by_deviation * variance_by_row / 2 / deviation
            return -slopes.value, -slope[places]

        return loss

    def _allowed_between(
        self, start: Found, row: Floats, columns: list[int], reached: Floats
    ) -> Found:
        """Return the farthest better point on the way to what was reached that the rules allow."""
        way, step = reached - row[columns], 1.0
        for _ in range(HALVINGS):
            moved = row.copy()
            moved[columns] = row[columns] + step * way
            point = self._encoding.moved(start.point, moved)
            if self._open(point):
                value = float(self.values([point])[0])
                return Found(point, value) if value > start.value else start
            step /= 2
        return start

    def _change(self, start: Found, generator: Generator) -> Found:
        """Take the best change of one parameter that is not continuous, if it is better."""
        points = [p for p in _changes(self._space, start.point, generator) if self._open(p)]
        if not points:
            return start
        values = self.values(points)
        place = int(values.argmax())
        better = values[place] > start.value
        return Found(points[place], float(values[place])) if better else start

    def _open(self, point: Point) -> bool:
        return self._space.key(point) not in self._taken and self._space.allows(point)


def _starts(values: Floats, generator: Generator) -> list[int]:
    """Choose where to climb from: half the best, half by chance, the more promising the likelier"""
    order = np.argsort(-values, kind="stable")
    best: list[int] = order[: CLIMBS // 2].tolist()
    rest = order[CLIMBS // 2 :]
    if not len(rest):
        return best
    spread = float(values.std()) or 1.0
    # The largest of values with Gumbel noise are a draw without repeats, by exponential weights.
    noisy = values[rest] / spread + generator.gumbel(size=len(rest))
    drawn: list[int] = rest[np.argsort(-noisy, kind="stable")[: CLIMBS - CLIMBS // 2]].tolist()
    return best + drawn


def _changes(space: Space, point: Point, generator: Generator) -> list[Point]:
    """Return the points that differ in one parameter that is not continuous."""
    changed: list[Point] = []
    for parameter in space.parameters:
        values = parameter.values()
        if values is None:
            continue
        tried: Iterable[Value] = values
        if len(values) > CHANGES:
            tried = map(parameter.at, generator.random(CHANGES).tolist())
        different = dict.fromkeys(value for value in tried if value != point[parameter.name])
        changed += [{**point, parameter.name: value} for value in different]
    return changed
