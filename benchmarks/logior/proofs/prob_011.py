"""LogiOR prob_011: where to put two drone hubs so that the farthest demand point is near.

The points are split into two groups in every way; a group's best hub is the centre of its smallest
enclosing circle, which two or three of its points determine. The centre lies within the area.
"""

from __future__ import annotations

from itertools import combinations
from math import hypot

READINGS = {"plain": "Each point is served by its nearer hub; hubs may lie anywhere in the area."}
POINTS = [(10, 20), (25, 60), (40, 80), (65, 50), (80, 20), (15, 45), (70, 75), (90, 90)]
Point = tuple[float, float]


def prove(reading: str) -> float:
    """The least possible largest distance."""
    del reading
    numbers = range(len(POINTS))
    splits = [set(group) for size in numbers for group in combinations(numbers, size)]
    return min(max(radius(group), radius(set(numbers) - group)) for group in splits)


def radius(group: set[int]) -> float:
    """The radius of the smallest circle that encloses the points of a group."""
    points = [(float(x), float(y)) for x, y in (POINTS[number] for number in group)]
    if len(points) < 2:
        return 0.0
    centres = [middle(pair) for pair in combinations(points, 2)]
    centres += [centre for three in combinations(points, 3) if (centre := circumcentre(three))]
    return min(farthest(centre, points) for centre in centres)


def farthest(centre: Point, points: list[Point]) -> float:
    """The largest distance of the points from a centre."""
    return max(hypot(centre[0] - x, centre[1] - y) for x, y in points)


def middle(pair: tuple[Point, ...]) -> Point:
    """The point halfway between two points."""
    (ax, ay), (bx, by) = pair
    return (ax + bx) / 2, (ay + by) / 2


def circumcentre(three: tuple[Point, ...]) -> Point | None:
    """The point equally far from three points; None when they lie on a line."""
    (ax, ay), (bx, by), (cx, cy) = three
    twice_area = 2 * (ax * (by - cy) + bx * (cy - ay) + cx * (ay - by))
    if abs(twice_area) < 1e-12:
        return None
    a, b, c = (x * x + y * y for x, y in three)
    across = (a * (by - cy) + b * (cy - ay) + c * (ay - by)) / twice_area
    up = (a * (cx - bx) + b * (ax - cx) + c * (bx - ax)) / twice_area
    return across, up
