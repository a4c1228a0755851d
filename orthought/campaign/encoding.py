"""Points of a space as rows of numbers, for models that compute with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orthought.campaign.space import Categorical, Continuous, Discrete, Parameter, Point, Space
from orthought.campaign.space.parameters import Value

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """What the columns of an encoded point mean; one group a parameter."""

    categories: tuple[int, ...]
    """Columns that hold the number of an option: equal or different, without an order."""
    options: tuple[int, ...]
    """How many options each of them has."""
    numbers: tuple[int, ...]
    """Columns that hold numbers: from 0 to 1, or descriptors."""
    groups: tuple[int, ...]
    """For each column of numbers, which group it is in (0, 1, ...)."""

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.categories) + len(self.numbers)

    @property
    def group_count(self) -> int:
        """How many groups the columns of numbers make."""
        return max(self.groups, default=-1) + 1


class Encoding:
    """The rows of numbers that stand for the points of one space.

    A categorical parameter becomes one column with the number of the option, or, where all its
    options have the same descriptors, one column a descriptor: standardised over the options and
    divided by the square root of twice their number, so that two options picked by chance lie
    about 1 apart. Any other parameter becomes one column, from 0 at its low to 1 at its high bound.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self._coders: list[tuple[str, Callable[[Value], tuple[float, ...]]]] = []
        self._movable: dict[int, Continuous] = {}
        categories: list[int] = []
        options: list[int] = []
        numbers: list[int] = []
        groups: list[int] = []
        place = 0
        for parameter in space.parameters:
            table = _table(parameter)
            self._coders.append((parameter.name, table.__getitem__ if table else _share(parameter)))
            width = len(next(iter(table.values()))) if table else 1
            if isinstance(parameter, Categorical) and _descriptors(parameter) is None:
                categories.append(place)
                options.append(len(parameter.options))
            else:
                groups += [max(groups, default=-1) + 1] * width
                numbers += range(place, place + width)
            if isinstance(parameter, Continuous):
                self._movable[place] = parameter
            place += width
        self.columns = Columns(tuple(categories), tuple(options), tuple(numbers), tuple(groups))

    @property
    def movable(self) -> tuple[int, ...]:
        """The columns of continuous parameters."""
        return tuple(self._movable)

    def encode(self, points: Sequence[Point]) -> Floats:
        """Return an array of shape (points, columns)."""
        if not points:
            return np.empty((0, self.columns.width))
        blocks = [
            np.array([code(point[name]) for point in points], dtype=float).reshape(len(points), -1)
            for name, code in self._coders
        ]
        return np.hstack(blocks)

    def moved(self, point: Point, row: Floats) -> Point:
        """Return the point with its continuous values taken from an encoded row."""
        shares = {p.name: p.at(float(row[column])) for column, p in self._movable.items()}
        return {**point, **shares}


def _table(parameter: Parameter) -> dict[Value, tuple[float, ...]] | None:
    """Return the row of numbers of each option; None: the parameter is a number."""
    if not isinstance(parameter, Categorical):
        return None
    names = parameter.values()
    described = _descriptors(parameter)
    if described is None:
        return {name: (float(place),) for place, name in enumerate(names)}
    return {name: tuple(row) for name, row in zip(names, described.tolist(), strict=True)}


def _descriptors(parameter: Categorical) -> Floats | None:
    """Return the scaled descriptors, a row an option; None where not all options have the same.

    Descriptors without any spread say nothing and are left out; where two options could not be
    told apart by those that remain, there is None too.
    """
    keys = sorted(parameter.options[0].descriptors)
    if not keys or any(sorted(option.descriptors) != keys for option in parameter.options):
        return None
    raw = np.array([[option.descriptors[key] for key in keys] for option in parameter.options])
    spread = raw.std(axis=0)
    varied = raw[:, spread > 1e-12 * np.abs(raw).max(axis=0)]
    if len(np.unique(varied, axis=0)) < len(raw) or not varied.shape[1]:
        return None
    scaled = (varied - varied.mean(axis=0)) / varied.std(axis=0)
    return np.asarray(scaled / np.sqrt(2 * varied.shape[1]), dtype=float)


def _share(parameter: Parameter) -> Callable[[Value], tuple[float]]:
    if isinstance(parameter, Categorical):
        raise TypeError(parameter)
    if isinstance(parameter, Discrete):
        low, high = min(parameter.numbers), max(parameter.numbers)
    else:
        low, high = parameter.low, parameter.high
    width = (high - low) or 1.0
    return lambda value: ((float(value) - low) / width,)
