"""The space of a campaign: parameters and rules, listed where it is finite."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from pydantic import Field, ValidationInfo, field_validator

from orthought.base import Model
from orthought.campaign.space.nearness import distance, outward
from orthought.campaign.space.parameters import Parameter, Point, Value
from orthought.campaign.space.rules import Listed, Rule
from orthought.campaign.space.writing import read_rule
from orthought.errors import InputError

if TYPE_CHECKING:
    from numpy.random import Generator

Key = tuple[Value, ...]
"""The values of a point in the order of the parameters: what tells points apart."""
LISTED = 1_000_000
"""Spaces up to this size are listed; larger ones are sampled."""
TRIES = 2_000
"""So many points are drawn for one that the rules allow before drawing is given up."""
LOOKED_AT = 20_000
"""So many neighbours are looked at, in a space too large to list, before it is sampled."""

NEIGHBOURS = 64
"""So many points are drawn then."""


class Space(Model):
    """What may be tried."""

    parameters: tuple[Parameter, ...] = Field(min_length=1)
    description: str = ""
    """What the experiment is, in words, for people and language models."""
    rules: tuple[Rule, ...] = ()
    """A point is allowed where every rule allows it. May be given as text; see `writing`."""

    @field_validator("parameters", mode="after")
    @classmethod
    def _names_differ(cls, given: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
        if len({parameter.name for parameter in given}) < len(given):
            raise ValueError("two parameters have the same name")
        return given

    @field_validator("rules", mode="before")
    @classmethod
    def _rules_read(cls, given: Any, info: ValidationInfo) -> Any:
        parameters = info.data.get("parameters")
        if parameters is None or not isinstance(given, list | tuple):
            return given
        return tuple(read_rule(rule, parameters) if _is_written(rule) else rule for rule in given)

    @field_validator("rules", mode="after")
    @classmethod
    def _rules_fit(cls, given: tuple[Rule, ...], info: ValidationInfo) -> tuple[Rule, ...]:
        parameters = {parameter.name: parameter for parameter in info.data.get("parameters", ())}
        return tuple(rule.fit(parameters) for rule in given) if parameters else given

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy, checked again: what was worked out for this space may not hold for it."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate({**fields, **(update or {})})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return tuple(parameter.name for parameter in self.parameters)

    @cached_property
    def size(self) -> int | None:
        """How many combinations there are before the rules; None: not finite.

        Where a rule lists whole points, it is the number of those.
        """
        if self._whole is not None:
            return len(self._whole)
        counts = [parameter.values() for parameter in self.parameters]
        if any(values is None for values in counts):
            return None
        return math.prod(_length(values) for values in counts if values is not None)

    @property
    def is_listable(self) -> bool:
        """Whether `points()` lists the space."""
        return self.size is not None and self.size <= LISTED

    def read(self, raw: Mapping[str, object]) -> Point:
        """Return the point that a row means; what is not a parameter is left aside.

        The values are valid then; whether the rules allow the point is told by `allows`.

        Raises:
            InputError: a parameter is missing, or a value is none of its values.
        """
        missing = [name for name in self.names if name not in raw]
        if missing:
            raise InputError(
                f"a value is missing for {', '.join(missing)}", fix="give one for each parameter"
            )
        return {
            parameter.name: parameter.read(raw[parameter.name]) for parameter in self.parameters
        }

    def key(self, point: Point) -> Key:
        """Return what tells points apart: the values in the order of the parameters."""
        return tuple(point[name] for name in self.names)

    def allows(self, point: Point) -> bool:
        """Tell whether the rules allow a point whose values are all valid."""
        return all(rule.allows(point) for rule in self.rules)

    def distance(self, first: Point, second: Point) -> float:
        """Return how far two points are: summed over the parameters, each from 0 to 1."""
        return distance(self.parameters, first, second)

    def at(self, shares: Sequence[float]) -> Point:
        """Return the point at a place of the unit cube, whether the rules allow it or not.

        Args:
            shares: one number from 0 to below 1 for each parameter, in their order; equal
                stretches belong to the options and the ascending numbers.
        """
        return {p.name: p.at(share) for p, share in zip(self.parameters, shares, strict=True)}

    def points(self) -> Iterator[Point]:
        """List the allowed points, the last parameter running fastest.

        Raises:
            InputError: there are no finitely many, or too many to list.
        """
        if not self.is_listable:
            size = self.size
            raise InputError(
                f"the space has {'no finite number of' if size is None else size} points",
                fix=f"only spaces up to {LISTED} points are listed; sample it instead",
            )
        if self._whole is None:
            return self._grown({}, 0)
        listed = (dict(zip(self.names, key, strict=True)) for key in self._whole)
        return filter(self.allows, listed)

    def example(self) -> Point:
        """Return a point that the rules allow, always the same.

        Raises:
            InputError: the rules leave nothing, and those that exclude each other are named; or,
                in a space too large to list, no point was found and none is proven not to exist.
        """
        from orthought.campaign.space.feasibility import require_point

        return require_point(self)

    def sample(self, generator: Generator, count: int) -> list[Point]:
        """Draw points independently and evenly from the allowed ones; repeats are possible.

        Where rules leave too little of a space that is too large to list, the points come from a
        random walk, which is even only as far as it gets.

        Raises:
            InputError: see `example`.
        """
        if self._whole is not None:
            return self._draw_listed(generator, count)
        drawn: list[Point] = []
        tries = 0
        while len(drawn) < count and tries < TRIES * (len(drawn) + 1):
            batch = min(max(2 * (count - len(drawn)), 64), 4096)
            points = map(self.at, generator.random((batch, len(self.parameters))).tolist())
            drawn += filter(self.allows, points)
            tries += batch
        left = max(count - len(drawn), 0)
        if left and self.is_listable:
            drawn += self._draw_listed(generator, left)
        elif left:
            from orthought.campaign.space.walking import Walk

            drawn += Walk(self).sample(self.example(), generator, left)
        return drawn[:count]

    def nearest(self, point: Point, taken: Collection[Key] = ()) -> Point | None:
        """Return the allowed point nearest to one that is not taken; None: none is left.

        Options differ by 1 or by their scaled descriptors, numbers by their share of the range.
        Ties go to the option that stands first, so the answer is always the same. Exact in finite
        spaces; continuous parameters move in steps of a hundredth of their range.

        Args:
            point: may break the rules, and may hold values that are none of the parameters'.
            taken: keys (see `key`) of points that are not wanted.

        Raises:
            InputError: the space is too large to list, and the rules leave nothing; see `example`.
        """
        taken = taken if isinstance(taken, set | frozenset | dict) else frozenset(taken)
        if self._whole is not None:
            return self._nearest_listed(point, taken)
        for looked_at, key in enumerate(outward(self.parameters, point)):
            found: Point = dict(zip(self.names, key, strict=True))
            if key not in taken and self.allows(found):
                return found
            if looked_at > LOOKED_AT and not self.is_listable:
                return self._nearest_drawn(point, taken)
        return None if self.size is not None else self._nearest_drawn(point, taken)

    @cached_property
    def _whole(self) -> tuple[Key, ...] | None:
        """The rows of the shortest rule that lists whole points, in the space's order."""
        listings = [
            rule.rows_in(self.names)
            for rule in self.rules
            if isinstance(rule, Listed) and rule.allowed and set(rule.parameters) >= set(self.names)
        ]
        if not listings:
            return None
        ranks = [_ranks(parameter) for parameter in self.parameters]
        listings.sort(key=len)
        return tuple(
            sorted(
                listings[0],
                key=lambda row: [rank(value) for rank, value in zip(ranks, row, strict=True)],
            )
        )

    def _grown(self, begun: Point, level: int) -> Iterator[Point]:
        """List what a begun point may become; rules are checked as soon as they can be."""
        name, values = self.names[level], self.parameters[level].values() or ()
        due = self._due[level]
        for value in values:
            point = {**begun, name: value}
            if due and not all(rule.allows(point) for rule in due):
                continue
            if level + 1 < len(self.names):
                yield from self._grown(point, level + 1)
            else:
                yield point

    @cached_property
    def _due(self) -> tuple[tuple[Rule, ...], ...]:
        """For each parameter the rules that need no later one."""
        last = [max(map(self.names.index, rule.names), default=0) for rule in self.rules]
        return tuple(
            tuple(rule for rule, level in zip(self.rules, last, strict=True) if level == place)
            for place in range(len(self.names))
        )

    @cached_property
    def _allowed(self) -> tuple[Key, ...]:
        return tuple(map(self.key, self.points()))

    def _draw_listed(self, generator: Generator, count: int) -> list[Point]:
        if not self._allowed:
            self.example()  # says why there is none
        places = generator.integers(len(self._allowed), size=count).tolist()
        return [dict(zip(self.names, self._allowed[place], strict=True)) for place in places]

    def _nearest_listed(self, point: Point, taken: Collection[Key]) -> Point | None:
        left = [found for found in self.points() if self.key(found) not in taken]
        return min(left, key=lambda found: self.distance(found, point), default=None)

    def _nearest_drawn(self, point: Point, taken: Collection[Key]) -> Point | None:
        """Draw points and go from the nearest one towards the point that is asked for."""
        from numpy.random import default_rng

        from orthought.campaign.space.walking import Walk

        drawn = [found for found in self._scattered if self.key(found) not in taken]
        if not drawn:
            return None
        nearest = min(drawn, key=lambda found: self.distance(found, point))
        # A fixed seed: the answer depends on nothing but the question.
        return dict(Walk(self).approach(nearest, point, taken, default_rng(0)))

    @cached_property
    def _scattered(self) -> tuple[Point, ...]:
        from numpy.random import default_rng

        return tuple(self.sample(default_rng(0), NEIGHBOURS))


def _is_written(rule: object) -> bool:
    return isinstance(rule, str) or (isinstance(rule, Mapping) and "rule" in rule)


def _length(values: Sequence[Value]) -> int:
    # len() of a range ends at the machine's word.
    return values[-1] - values[0] + 1 if isinstance(values, range) else len(values)


def _ranks(parameter: Parameter) -> Callable[[Value], float]:
    """Return what orders the values of a parameter as it lists them."""
    values = parameter.values()
    if values is None or isinstance(values, range):
        return float
    places = {value: place for place, value in enumerate(values)}
    return lambda value: places.get(value, len(places))
