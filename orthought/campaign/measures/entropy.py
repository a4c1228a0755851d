"""How widely a run looks around: entropy of exploration, its ceiling and the random reference."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from orthought.campaign.space import Parameter, Point, Space, Value
from orthought.errors import InputError

BINS: Final = 10
"""A continuous parameter counts in so many equal parts."""
EXACT: Final = 100_000
"""Spaces up to this size are counted out for the random reference; larger ones are sampled."""
RUNS: Final = 200
"""Random runs that are drawn where the space is too large to count out."""


def exploration(points: Sequence[Point], space: Space) -> float:
    """Return the entropy of exploration: mean over parameters of -sum p log2 p / log2 K.

    p is the share of the run's points with a value, K the number of values of the parameter (of a
    continuous one, `BINS` equal parts). 0: always the same; 1: all values alike. Parameters with
    a single value are left aside, and so are values that the parameter does not have.

    Source: arXiv 2509.00103.

    Args:
        points: what a run proposed, repeats included.
        space: whose parameters count.
    """
    return _mean(by_parameter(points, space).values())


def by_parameter(points: Sequence[Point], space: Space) -> dict[str, float]:
    """Return the entropy of each parameter with more than one value, from 0 to 1."""
    found = {}
    for parameter in space.parameters:
        count = _values_of(parameter)
        if count > 1:
            counts = _counts(parameter, points)
            found[parameter.name] = _entropy(counts) / math.log2(count)
    return found


def ceiling(space: Space, budget: int) -> float:
    """Return the entropy that no run of this length can pass: its points spread evenly.

    Below 1 where a parameter has more values than the run has points.

    Raises:
        InputError: the budget is not positive.
    """
    if budget < 1:
        raise InputError(f"a budget of {budget} is none", fix="use a budget of 1 or more")
    return _mean(
        _even(budget, count) / math.log2(count)
        for count in map(_values_of, space.parameters)
        if count > 1
    )


def random_reference(
    space: Space,
    budget: int,
    *,
    candidates: Sequence[Point] | None = None,
    seed: int = 0,
    runs: int = RUNS,
) -> float:
    """Return the mean entropy of runs that draw distinct points at random.

    Exact where the points are given or can be listed: the count of a value among the drawn points
    is hypergeometric. Else the mean of `runs` random runs (which may repeat points: in so large a
    space they hardly do).

    Args:
        space: what may be tried.
        budget: points a run.
        candidates: all points there are, such as the measured ones of a set.
        seed: of the random runs.
        runs: number of random runs.

    Raises:
        InputError: the budget is not positive.
    """
    if budget < 1:
        raise InputError(f"a budget of {budget} is none", fix="use a budget of 1 or more")
    if candidates is None and space.size is not None and space.size <= EXACT:
        candidates = list(space.points())
    if candidates is not None:
        return _exact_reference(candidates, space, min(budget, len(candidates)))
    import numpy as np

    generator = np.random.default_rng(seed)
    drawn = [exploration(space.sample(generator, budget), space) for _ in range(runs)]
    return sum(drawn) / len(drawn)


def _exact_reference(candidates: Sequence[Point], space: Space, budget: int) -> float:
    shares = []
    for parameter in space.parameters:
        count = _values_of(parameter)
        if count > 1:
            held = _counts(parameter, candidates)
            total = sum(_expected_term(len(candidates), k, budget) for k in held)
            shares.append(total / math.log2(count))
    return _mean(shares)


def _expected_term(population: int, holders: int, budget: int) -> float:
    """Return the mean of -p log2 p where p is the share of holders among the drawn."""
    import numpy as np
    from scipy.stats import hypergeom

    counts = np.arange(1, min(holders, budget) + 1)
    shares = counts / budget
    chances = hypergeom.pmf(counts, population, holders, budget)
    return float(-(chances * shares * np.log2(shares)).sum())


def _even(budget: int, count: int) -> float:
    """Return the entropy in bits of points spread over values as evenly as can be."""
    each, left = divmod(budget, count)
    return _entropy([each + 1] * left + [each] * (count - left))


def _entropy(counts: Iterable[int]) -> float:
    known = [count for count in counts if count]
    total = sum(known)
    return max(0.0, -sum(c / total * math.log2(c / total) for c in known)) if known else 0.0


def _values_of(parameter: Parameter) -> int:
    values = parameter.values()
    return BINS if values is None else len(values)


def _counts(parameter: Parameter, points: Sequence[Point]) -> list[int]:
    """Return how many points hold each value that occurs; other values are left aside."""
    places: Counter[tuple[Value]] = Counter()
    for value, count in Counter(point.get(parameter.name) for point in points).items():
        place = _place(parameter, value)
        if place is not None:
            places[place] += count
    return list(places.values())


def _place(parameter: Parameter, value: Value | None) -> tuple[Value] | None:
    """Return what tells the values of a parameter apart; None: it is none of them."""
    try:
        known = parameter.read(value)
    except InputError:
        return None
    if parameter.kind != "continuous":
        return (known,)
    share = (float(known) - parameter.low) / (parameter.high - parameter.low)
    return (min(BINS - 1, int(share * BINS)),)


def _mean(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else 0.0
