"""The points that are measured before a model has anything to go by."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.random import Generator

from orthought.campaign.encoding import Encoding, Floats
from orthought.campaign.proposers.latin_hypercube import make_design
from orthought.campaign.proposers.memory import Memory, draw_new
from orthought.campaign.space import Point

Start = Literal["random", "latin_hypercube", "farthest"]
LOOKED_AT = 1000
"""The farthest point is looked for among so many drawn ones."""


def start_points(
    start: Start,
    memory: Memory,
    encoding: Encoding,
    generator: Generator,
    count: int,
    size: int,
) -> list[Point]:
    """Return different points that were not told yet; fewer where no more are left.

    Args:
        start: by chance, from an even design, or each as far as possible from all before it.
        memory: what was told.
        encoding: of the space.
        generator: of the chance.
        count: number of points.
        size: points of the even design; what it lacks is drawn by chance.
    """
    if count < 1:
        return []
    if start == "farthest":
        return _farthest(memory, encoding, generator, count)
    points: list[Point] = []
    if start == "latin_hypercube":
        design = make_design(memory.space, max(size, 1), [memory.seed])
        new = [point for point in design if memory.space.key(point) not in memory.keys]
        points = new[:count]
    taken = memory.keys | {memory.space.key(point) for point in points}
    return points + draw_new(memory.space, generator, taken, count - len(points))


def _farthest(memory: Memory, encoding: Encoding, generator: Generator, count: int) -> list[Point]:
    """Choose greedily: Gonzalez (1985), Theoretical Computer Science 38, 293."""
    points = draw_new(memory.space, generator, memory.keys, max(LOOKED_AT, count))
    if not points:
        return []
    rows = encoding.encode(points)
    if memory.rows:
        told = encoding.encode([row.point for row in memory.rows])
        nearest = np.min([distances(encoding, rows, row) for row in told], axis=0)
    else:
        # The first one is as good as any: all others are far from it.
        nearest = np.full(len(points), np.inf)
    chosen: list[int] = []
    for _ in range(min(count, len(points))):
        chosen.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, distances(encoding, rows, rows[chosen[-1]]))
        nearest[chosen] = -np.inf
    return [points[place] for place in chosen]


def distances(encoding: Encoding, rows: Floats, row: Floats) -> Floats:
    """Return how far rows lie from one: options that differ, plus distances within each group."""
    columns = encoding.columns
    categories, numbers = list(columns.categories), list(columns.numbers)
    squares = np.zeros((columns.group_count, len(rows)))
    np.add.at(squares, list(columns.groups), ((rows[:, numbers] - row[numbers]) ** 2).T)
    different = (rows[:, categories] != row[categories]).sum(axis=1)
    return np.asarray(different + np.sqrt(squares).sum(axis=0))
