"""Proposes a design that spreads evenly over each parameter.

Source: McKay, Beckman and Conover (1979), Technometrics 21, 239; of several such designs the one
whose nearest two points lie farthest apart is taken (Johnson, Moore and Ylvisaker 1990, J.
Statistical Planning and Inference 26, 131).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from orthought.campaign.observations import Objective, Observation, Proposal
from orthought.campaign.proposers.memory import Memory, draw_new, proposals
from orthought.campaign.space import Point, Space
from orthought.campaign.space.space import Key
from orthought.errors import SettingsError

TRIES = 16
"""So many designs are drawn; the best is kept."""


class LatinHypercubeProposer:
    """Hands out designs point by point: each option and each stretch of a number equally often.

    A point that the rules forbid, or that the design already has, is replaced by the nearest other
    one. After the last point of a design the next design follows.
    """

    name = "latin_hypercube"

    def __init__(
        self, space: Space, objectives: Sequence[Objective], *, seed: int = 0, size: int = 20
    ) -> None:
        """Prepare the designs.

        Args:
            space: what may be tried.
            objectives: not looked at.
            seed: of the designs.
            size: points of one design; best the budget.

        Raises:
            SettingsError: a design without points.
        """
        if size < 1:
            raise SettingsError(f"a design of {size} points is none", fix="use size = 1 or more")
        self._memory = Memory(space, seed)
        self._size = size
        self._designs: list[list[Point]] = []

    def ask(self, n: int) -> list[Proposal]:
        """Return the next n points of the designs, or fewer where no more are left."""
        memory = self._memory
        points = list(islice(self._new_points(), n))
        taken = memory.keys | {memory.space.key(point) for point in points}
        rest = draw_new(memory.space, memory.generator(), taken, n - len(points))
        reason = f"a point of an even design of {self._size} points"
        return proposals([*points, *rest], self.name, reason)

    def tell(self, rows: Sequence[Observation]) -> None:
        """Take in which points were measured.

        Raises:
            InputError: a value is none of the space's.
        """
        self._memory.add(rows)

    def _new_points(self) -> Iterator[Point]:
        """Walk through the designs, up to the first that has no new point."""
        seen = set(self._memory.keys)
        block, new = 0, True
        # Each design that is left behind was measured wholly or in large part.
        while new or block <= len(seen) // self._size:
            new = False
            for point in self._design(block):
                key = self._memory.space.key(point)
                if key not in seen:
                    seen.add(key)
                    new = True
                    yield point
            block += 1

    def _design(self, block: int) -> list[Point]:
        while len(self._designs) <= block:
            seed = [self._memory.seed, len(self._designs)]
            self._designs.append(make_design(self._memory.space, self._size, seed))
        return self._designs[block]


def make_design(
    space: Space, size: int, seed: Sequence[int], taken: Collection[Key] = ()
) -> list[Point]:
    """Return a Latin hypercube of different allowed points; fewer where there are fewer.

    Args:
        space: what may be tried.
        size: number of points.
        seed: of the design: the same seed gives the same one.
        taken: keys of points that are not wanted in it.
    """
    generator = np.random.default_rng(list(seed))
    drawn = [_latin(generator, size, len(space.parameters)) for _ in range(TRIES)]
    best = max(drawn, key=_nearest_pair)
    used = set(taken)
    points: list[Point] = []
    for row in best.tolist():
        point: Point | None = space.at(row)
        if point is not None and (space.key(point) in used or not space.allows(point)):
            point = space.nearest(point, used)
        if point is None:
            break
        used.add(space.key(point))
        points.append(point)
    return points


def _latin(generator: np.random.Generator, size: int, width: int) -> NDArray[np.float64]:
    """Return one point in each of `size` equal stretches of each column, shape (size, width)."""
    strata = np.column_stack([generator.permutation(size) for _ in range(width)])
    return np.asarray((strata + generator.random((size, width))) / size)


def _nearest_pair(rows: NDArray[np.float64]) -> float:
    square = (rows**2).sum(axis=1)
    apart = square[:, None] + square[None, :] - 2 * rows @ rows.T
    return float(apart[np.triu_indices(len(rows), 1)].min(initial=np.inf))
