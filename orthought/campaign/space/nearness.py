"""How far values and points lie from each other, and which value comes next nearest."""

from __future__ import annotations

import difflib
import heapq
import math
from collections.abc import Iterator, Sequence

from orthought.campaign.space.parameters import (
    Categorical,
    Continuous,
    Discrete,
    Integer,
    Parameter,
    Point,
    Value,
)

STEPS = 100
"""A continuous parameter is walked in steps of its range divided by this."""


def distance(parameters: Sequence[Parameter], first: Point, second: Point) -> float:
    """Return the distance of two points: the sum over the parameters, each from 0 to 1.

    Options differ by 1 (Hamming), or by their scaled descriptors where all options have the same
    ones; numbers by their difference over the range.
    """
    return sum(
        difference(parameter, first[parameter.name], second[parameter.name])
        for parameter in parameters
    )


def difference(parameter: Parameter, first: object, second: object) -> float:
    """Return how far two values of a parameter are, 0 to 1; 1 where one is none of its values."""
    if first == second:
        return 0.0
    if isinstance(parameter, Categorical):
        return _option_difference(parameter, first, second)
    if not isinstance(first, int | float) or not isinstance(second, int | float):
        return 1.0
    return min(abs(first - second) / _range(parameter), 1.0)


def outward(parameters: Sequence[Parameter], point: Point) -> Iterator[tuple[Value, ...]]:
    """Walk through the combinations of values from a point outwards, nearest first.

    Exact in finite spaces of any size, because only what lies nearer than the last one is ever
    looked at; continuous parameters are walked in steps. Equally near ones come in the order of
    the options, so the walk is the same each time.
    """
    ladders = [_Ladder(parameter, point.get(parameter.name)) for parameter in parameters]
    start = sum(ladder.rungs[0][0] for ladder in ladders if ladder.reaches(0))
    heap = [(start, (0,) * len(ladders), 0)]
    while heap:
        far, ranks, since = heapq.heappop(heap)
        yield tuple(ladder.rungs[rank][1] for ladder, rank in zip(ladders, ranks, strict=True))
        # Only the last raised parameter or a later one goes up: each combination comes once.
        for position in range(since, len(ladders)):
            ladder, rank = ladders[position], ranks[position] + 1
            if ladder.reaches(rank):
                more = ladder.rungs[rank][0] - ladder.rungs[rank - 1][0]
                raised = (*ranks[:position], rank, *ranks[position + 1 :])
                heapq.heappush(heap, (round(far + more, 12), raised, position))


class _Ladder:
    """The values of one parameter, nearest first, as far as they were asked for."""

    def __init__(self, parameter: Parameter, origin: object) -> None:
        self.rungs: list[tuple[float, Value]] = []
        self._rest = _nearest_first(parameter, origin)

    def reaches(self, rank: int) -> bool:
        while len(self.rungs) <= rank:
            rung = next(self._rest, None)
            if rung is None:
                return False
            self.rungs.append(rung)
        return True


def _nearest_first(parameter: Parameter, origin: object) -> Iterator[tuple[float, Value]]:
    if isinstance(parameter, Categorical):
        yield from _options_nearest_first(parameter, origin)
    elif isinstance(parameter, Discrete):
        far = [(difference(parameter, origin, number), number) for number in parameter.numbers]
        yield from sorted(far, key=lambda rung: rung[0])
    elif isinstance(parameter, Integer):
        centre = parameter.clip(_number(origin, parameter))
        for step in range(parameter.high - parameter.low + 1):
            for number in dict.fromkeys((centre - step, centre + step)):
                if parameter.low <= number <= parameter.high:
                    yield step / _range(parameter), number
    else:
        yield from _steps(parameter, parameter.clip(_number(origin, parameter)))


def _options_nearest_first(parameter: Categorical, origin: object) -> Iterator[tuple[float, Value]]:
    names = parameter.values()
    if origin in names:
        far = [(difference(parameter, origin, name), name) for name in names]
        yield from sorted(far, key=lambda rung: rung[0])
        return
    # A name that is no option: the one that is spelt most like it comes first.
    text = str(origin).casefold()
    alike = [difflib.SequenceMatcher(None, text, name.casefold()).ratio() for name in names]
    for position in sorted(range(len(names)), key=lambda place: -alike[place]):
        yield 1.0, names[position]


def _steps(parameter: Continuous, origin: float) -> Iterator[tuple[float, Value]]:
    width = parameter.high - parameter.low
    yield 0.0, origin
    for step in range(1, STEPS + 1):
        for number in (origin - width * step / STEPS, origin + width * step / STEPS):
            if parameter.low <= number <= parameter.high:
                yield step / STEPS, number


def _number(origin: object, parameter: Integer | Continuous) -> float:
    if isinstance(origin, int | float) and math.isfinite(origin):
        return origin
    return (parameter.low + parameter.high) / 2


def _range(parameter: Discrete | Integer | Continuous) -> float:
    if isinstance(parameter, Discrete):
        return (max(parameter.numbers) - min(parameter.numbers)) or 1.0
    return float(parameter.high - parameter.low) or 1.0


def _option_difference(parameter: Categorical, first: object, second: object) -> float:
    descriptors = parameter.scaled_descriptors
    if descriptors is None or first not in descriptors or second not in descriptors:
        return 1.0
    one, other = descriptors[str(first)], descriptors[str(second)]
    # Two options are never the same, even with the same descriptors.
    return max(math.dist(one, other) / math.sqrt(len(one)), 1e-6)
