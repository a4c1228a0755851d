"""Points where rules leave too little to draw: a random walk, and a search towards a point."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from orthought.campaign.space.parameters import Continuous, Parameter, Point, Value
from orthought.campaign.space.rules import (
    Condition,
    Either,
    Every,
    Forbid,
    Linear,
    Listed,
    Not,
    Rule,
)
from orthought.errors import InputError

if TYPE_CHECKING:
    from orthought.campaign.space.space import Key, Space

T = TypeVar("T")
STEPS: Final = 20
"""The walk goes so many steps a parameter from one point to the next."""
ROUNDS: Final = 200
"""Improvements in the search towards a point."""


class Walk:
    """Steps from allowed points to allowed points of one space.

    A step draws one parameter anew, or moves two numbers so that a sum that a rule bounds stays
    as it is, or moves all continuous numbers in a direction that no equation forbids. Each step is
    as likely as its way back, so that the walk comes to every point it can reach equally often.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._parameters: Mapping[str, Parameter] = {p.name: p for p in space.parameters}
        self._sums = [s for rule in space.rules for s in _sums(rule) if len(s.terms) > 1]
        self._moving = [p for p in space.parameters if isinstance(p, Continuous)]
        self._equations = tuple(s for s in self._sums if s.relation in ("=", "!="))
        self._projections: dict[tuple[Linear, ...], NDArray[np.float64]] = {}

    def sample(self, start: Point, generator: Generator, count: int) -> list[Point]:
        """Return points of a walk that begins at an allowed point, far from each other."""
        point, found = start, []
        steps = STEPS * len(self._parameters)
        for _ in range(count):
            for _ in range(steps):
                other = self._step(point, generator)
                if other is not None and self._space.allows(other):
                    point = other
            found.append(point)
        return found

    def approach(
        self, start: Point, target: Point, taken: Collection[Key], generator: Generator
    ) -> Point:
        """Return an allowed point near a target, by small improvements of an allowed one.

        Args:
            start: allowed and not taken.
            target: any point.
            taken: keys of points that are not wanted.
            generator: of the small steps at the end.
        """
        best, far = start, self._space.distance(start, target)
        for _ in range(ROUNDS):
            better = None
            for other in itertools.chain(
                self._towards(best, target), self._around(best, far, generator)
            ):
                distance = self._space.distance(other, target)
                if distance < far - 1e-9 and self._is_free(other, taken):
                    better, far = other, distance
                    break
            if better is None:
                break
            best = better
        return best

    def _is_free(self, point: Point, taken: Collection[Key]) -> bool:
        return self._space.key(point) not in taken and self._space.allows(point)

    def _step(self, point: Point, generator: Generator) -> Point | None:
        choice = generator.random()
        if self._moving and choice < 0.5:
            return self._glide(point, generator, 1.0)
        if self._sums and choice < 0.8:
            return self._exchange(point, generator)
        name = _pick(list(self._parameters), generator)
        return {**point, name: self._parameters[name].at(generator.random())}

    def _exchange(self, point: Point, generator: Generator) -> Point | None:
        """Draw one number of a bounded sum anew and let another one make up for it."""
        one, other = generator.permutation(len((chosen := _pick(self._sums, generator)).terms))[:2]
        name = chosen.terms[one].parameter
        value = self._parameters[name].at(generator.random())
        return self._made_up(point, chosen, int(one), int(other), value)

    def _made_up(
        self, point: Point, chosen: Linear, one: int, other: int, value: Value
    ) -> Point | None:
        name, second = chosen.terms[one].parameter, chosen.terms[other].parameter
        change = chosen.terms[one].factor * (float(value) - float(point[name]))
        number = float(point[second]) - change / chosen.terms[other].factor
        try:
            return {**point, name: value, second: self._parameters[second].read(number)}
        except InputError:
            return None

    def _glide(self, point: Point, generator: Generator, reach: float) -> Point | None:
        """Move the continuous numbers along a random direction that keeps some equations."""
        kept = tuple(each for each in self._equations if generator.random() < 0.9)
        direction = self._projection(kept) @ generator.standard_normal(len(self._moving))
        length = float(np.linalg.norm(direction))
        if length < 1e-9:
            return None
        return self._moved(point, direction / length, reach * (2 * generator.random() - 1))

    def _moved(self, point: Point, direction: NDArray[np.float64], share: float) -> Point | None:
        """Return the point moved by a share of each range, or None outside the bounds."""
        moved = dict(point)
        for parameter, part in zip(self._moving, direction.tolist(), strict=True):
            number = float(point[parameter.name]) + share * part * (parameter.high - parameter.low)
            if not parameter.low <= number <= parameter.high:
                return None
            moved[parameter.name] = number
        return moved

    def _projection(self, equations: tuple[Linear, ...]) -> NDArray[np.float64]:
        """Return what takes out of a direction, in shares of the ranges, all that changes them."""
        if equations not in self._projections:
            rows = np.array([self._gradient(equation) for equation in equations])
            rows = rows.reshape(len(equations), len(self._moving))
            kept = np.eye(len(self._moving)) - np.linalg.pinv(rows) @ rows
            self._projections[equations] = kept
        return self._projections[equations]

    def _gradient(self, equation: Linear) -> list[float]:
        factors = {term.parameter: term.factor for term in equation.terms}
        return [factors.get(each.name, 0.0) * (each.high - each.low) for each in self._moving]

    def _towards(self, point: Point, target: Point) -> Iterator[Point]:
        """Points that take over something of the target."""
        for name in self._parameters:
            if name in target and target[name] != point[name]:
                yield from self._with_value(point, name, target[name])
        gap = np.array([_gap(parameter, point, target) for parameter in self._moving])
        for equations in dict.fromkeys(((), self._equations)) if self._moving else ():
            direction = self._projection(equations) @ gap
            for halving in range(12):
                moved = self._moved(point, direction, 0.5**halving)
                if moved is not None:
                    yield moved

    def _with_value(self, point: Point, name: str, value: Value) -> Iterator[Point]:
        try:
            value = self._parameters[name].read(value)
        except InputError:
            return
        yield {**point, name: value}
        for chosen in self._sums:
            names = [term.parameter for term in chosen.terms]
            for other in range(len(names)) if name in names else ():
                moved = self._made_up(point, chosen, names.index(name), other, value)
                if moved is not None and names[other] != name:
                    yield moved

    def _around(self, point: Point, far: float, generator: Generator) -> Iterator[Point]:
        """Small random steps, once nothing can be taken over."""
        for step in range(60):
            if self._moving:
                moved = self._glide(point, generator, min(far, 1.0) * 0.5 ** (step // 10))
                if moved is not None:
                    yield moved
            if self._sums:
                moved = self._exchange(point, generator)
                if moved is not None:
                    yield moved


def _gap(parameter: Continuous, point: Point, target: Point) -> float:
    wanted = target.get(parameter.name)
    if not isinstance(wanted, int | float) or not math.isfinite(wanted):
        return 0.0
    return (wanted - float(point[parameter.name])) / (parameter.high - parameter.low)


def _pick(items: Sequence[T], generator: Generator) -> T:
    return items[int(generator.random() * len(items))]


def _sums(rule: Rule) -> Iterator[Linear]:
    if isinstance(rule, Listed):
        return
    yield from _sums_in(rule.condition)
    if not isinstance(rule, Forbid) and rule.when is not None:
        yield from _sums_in(rule.when)


def _sums_in(condition: Condition) -> Iterator[Linear]:
    if isinstance(condition, Linear):
        yield condition
    elif isinstance(condition, Not):
        yield from _sums_in(condition.part)
    elif isinstance(condition, Every | Either):
        for part in condition.parts:
            yield from _sums_in(part)
