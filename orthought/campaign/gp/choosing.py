"""Where a process promises most: over a whole list of points, or over drawn points and climbs.

Source of Thompson sampling: Thompson (1933), Biometrika 25, 285; of its use on a list of
candidates: Hernandez-Lobato, Requeima, Pyzer-Knapp and Aspuru-Guzik (2017), ICML.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from orthought.campaign.encoding import Encoding, Floats
from orthought.campaign.gp.acquisitions import Acquisition
from orthought.campaign.gp.candidates import Candidates
from orthought.campaign.gp.climbing import Climber, draw
from orthought.campaign.gp.knowledge import knowledge_gradient
from orthought.campaign.gp.posterior import GaussianProcess
from orthought.campaign.space import Key, Point

Kind = Literal["log_ei", "ei", "ucb", "pi", "thompson", "kg"]
JOINT = 1000
"""Thompson samples are drawn jointly over at most so many points; of more, over a draw of them."""
SHORTLIST = 200
"""The knowledge gradient is computed among the so many points of highest expected improvement."""
TIE = 1e-9
"""Promises that differ by less than this share count as equal: what the space lists first wins."""


@dataclass(frozen=True)
class Promise:
    """What a point is judged by."""

    kind: Kind = "log_ei"
    exploration: float = 2.0

    @property
    def pointwise(self) -> Acquisition:
        """The acquisition that looks at one point at a time; for the others their shortlist's."""
        if self.kind == "thompson" or self.kind == "kg":  # noqa: PLR1714 (mypy narrows no membership)
            return Acquisition("log_ei")
        return Acquisition(self.kind, self.exploration)

    def values(
        self,
        process: GaussianProcess,
        rows: Floats,
        predicted: tuple[Floats, Floats],
        free: NDArray[np.bool_],
        generator: Generator,
    ) -> Floats:
        """Return what each row promises; minus infinity where it is not free or not looked at.

        Args:
            process: what is known.
            rows: shape (m, columns).
            predicted: means and variances of the rows.
            free: true where a row may be chosen, shape (m,).
            generator: of Thompson samples.
        """
        places = np.flatnonzero(free)
        values = np.full(len(rows), -np.inf)
        if not len(places):
            return values
        if self.kind == "thompson":
            if len(places) > JOINT:
                places = np.sort(generator.choice(places, JOINT, replace=False))
            values[places] = process.sample(rows[places], generator)[0]
            return values
        mean, variance = predicted[0][places], predicted[1][places]
        values[places] = self.pointwise.values(mean, np.sqrt(variance), process.incumbents)
        if self.kind == "kg":
            best = places[np.argsort(-values[places], kind="stable")[:SHORTLIST]]
            known = process.factor.rows
            values[:] = -np.inf
            values[best] = knowledge_gradient(process, rows[best], np.vstack([rows[best], known]))
        return values


@dataclass(frozen=True)
class Chosen:
    """A point, how it is encoded, and what it promises."""

    point: Point
    row: Floats
    promise: float


@dataclass(frozen=True)
class Situation:
    """What a choice starts from."""

    process: GaussianProcess
    taken: Collection[Key]
    """Keys of points that may not be chosen."""
    anchors: Sequence[Point] = ()
    """The best measured points, around which a search looks more closely."""


class Chooser(Protocol):
    """Finds points of one space for a process."""

    def best(self, now: Situation, generator: Generator) -> Chosen | None:
        """Return the point that promises most and is not taken; None: none is left."""
        ...

    def ranked(self, now: Situation, generator: Generator, count: int) -> list[Chosen]:
        """Return the points that promise most, each by itself, the best first."""
        ...


class ListedChooser:
    """Looks at every point of a finite space."""

    def __init__(self, encoding: Encoding, promise: Promise) -> None:
        space = encoding.space
        self._promise = promise
        self._points = list(space.points())
        self._places = {space.key(point): place for place, point in enumerate(self._points)}
        self._candidates = Candidates(encoding.encode(self._points))

    def best(self, now: Situation, generator: Generator) -> Chosen | None:
        """Return the point that promises most and is not taken; None: none is left."""
        values = self._values(now, generator)
        return self._chosen(_highest(values), values) if _any(values) else None

    def ranked(self, now: Situation, generator: Generator, count: int) -> list[Chosen]:
        """Return the points that promise most, each by itself, the best first."""
        values = self._values(now, generator)
        return [self._chosen(place, values) for place in _ranking(values, count)]

    def _values(self, now: Situation, generator: Generator) -> Floats:
        free = np.ones(len(self._points), dtype=bool)
        free[[self._places[key] for key in now.taken if key in self._places]] = False
        predicted = self._candidates.predict(now.process)
        return self._promise.values(now.process, self._candidates.rows, predicted, free, generator)

    def _chosen(self, place: int, values: Floats) -> Chosen:
        row = self._candidates.rows[place]
        return Chosen(self._points[place], row, float(values[place]))


class DrawnChooser:
    """Draws points of a large or continuous space and climbs from the most promising."""

    def __init__(self, encoding: Encoding, promise: Promise) -> None:
        self._encoding = encoding
        self._promise = promise

    def best(self, now: Situation, generator: Generator) -> Chosen | None:
        """Return the point that promises most and is not taken; None: none was found."""
        points, rows, values = self._drawn(now, generator)
        if not _any(values):
            return None
        if self._promise.kind in ("thompson", "kg"):
            place = _highest(values)
            return Chosen(points[place], rows[place], float(values[place]))
        climber = Climber(self._encoding, now.process, self._promise.pointwise, now.taken)
        found = climber.best(points, values, generator)
        return Chosen(found.point, self._encoding.encode([found.point])[0], found.value)

    def ranked(self, now: Situation, generator: Generator, count: int) -> list[Chosen]:
        """Return the drawn points that promise most, each by itself, the best first."""
        points, rows, values = self._drawn(now, generator)
        return [
            Chosen(points[place], rows[place], float(values[place]))
            for place in _ranking(values, count)
        ]

    def _drawn(self, now: Situation, generator: Generator) -> tuple[list[Point], Floats, Floats]:
        points = draw(self._encoding.space, generator, now.anchors, now.taken)
        if not points:
            return [], np.empty((0, 0)), np.empty(0)
        rows = self._encoding.encode(points)
        free = np.ones(len(points), dtype=bool)
        predicted = now.process.predict(rows)
        values = self._promise.values(now.process, rows, predicted, free, generator)
        return points, rows, values


def _any(values: Floats) -> bool:
    return bool(np.isfinite(values).any())


def _highest(values: Floats) -> int:
    """Return the place of the highest value, the first of equal ones."""
    highest = values.max()
    return int((values >= highest - TIE * abs(highest)).argmax())


def _ranking(values: Floats, count: int) -> list[int]:
    order = np.argsort(-values, kind="stable")[:count]
    return [int(place) for place in order if np.isfinite(values[place])]
