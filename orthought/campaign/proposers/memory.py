"""What a proposer was told, and points that it was not told yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from orthought.campaign.observations import Observation, Proposal
from orthought.campaign.space import Point, Space
from orthought.campaign.space.space import Key

if TYPE_CHECKING:
    from numpy.random import Generator

ROUNDS = 8
"""So often points are drawn before a finite space is listed, to see what is left of it."""
DRAWN = 32
"""So many points are drawn at least each time."""


class Memory:
    """The rows that a proposer was told, in order."""

    def __init__(self, space: Space, seed: int) -> None:
        self.space = space
        self.seed = seed
        self.rows: list[Observation] = []
        self.keys: set[Key] = set()

    def add(self, rows: Sequence[Observation]) -> list[Observation]:
        """Take in what was measured; return the rows with their points as the space has them.

        Raises:
            InputError: a value is none of the space's; no row is taken in then.
        """
        points = [self.space.read(row.point) for row in rows]
        read = [
            row if row.point == point else row.model_copy(update={"point": point})
            for row, point in zip(rows, points, strict=True)
        ]
        self.rows += read
        self.keys.update(self.space.key(point) for point in points)
        return read

    def generator(self, *more: int) -> Generator:
        """Return the generator of the next ask: the same for the same rows."""
        from numpy.random import default_rng

        return default_rng([self.seed, len(self.rows), *more])


def draw_new(space: Space, generator: Generator, taken: Collection[Key], count: int) -> list[Point]:
    """Draw different points that are not taken, each evenly from those that are left.

    Returns:
        `count` points, or fewer where the space has no more.
    """
    if count < 1:
        return []
    found: dict[Key, Point] = {}
    for _ in range(ROUNDS):
        for point in space.sample(generator, max(2 * (count - len(found)), DRAWN)):
            key = space.key(point)
            if key not in taken and len(found) < count:
                found.setdefault(key, point)
        if len(found) >= count:
            return list(found.values())
    if not space.is_listable:
        return list(found.values())
    gone = {*taken, *found}
    left = [point for point in space.points() if space.key(point) not in gone]
    places = generator.permutation(len(left))[: count - len(found)].tolist()
    return [*found.values(), *(left[place] for place in places)]


def proposals(points: Sequence[Point], proposer: str, reason: str) -> list[Proposal]:
    """Return proposals of points that share a reason."""
    return [Proposal(point=point, proposer=proposer, reason=reason) for point in points]
