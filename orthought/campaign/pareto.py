"""Several objectives without weights: the front of what nothing else beats, and its volume."""

from __future__ import annotations

from collections.abc import Sequence

from orthought.campaign.objectives import desirability, sign, value_of
from orthought.campaign.observations import Objective, Observation
from orthought.errors import InputError

Gains = tuple[float, ...]
"""One number an objective, each the larger the better."""


def gains(row: Observation, objectives: Sequence[Objective]) -> Gains | None:
    """Return the values of a row, signed so that larger is better; None: one gave no number.

    An objective with a target counts by its desirability: both sides of the target are worse.
    """
    found = []
    for objective in objectives:
        value = value_of(row.values, objective)
        if value is None:
            return None
        bounds = objective.desirability
        aimed = bounds is not None and bounds.target is not None
        found.append(desirability(value, objective) if aimed else sign(objective) * value)
    return tuple(found)


def dominates(first: Gains, second: Gains) -> bool:
    """Tell whether the first is nowhere worse and somewhere better."""
    return first != second and all(a >= b for a, b in zip(first, second, strict=True))


def front(points: Sequence[Gains | None]) -> tuple[int, ...]:
    """Return the places of the points that no other dominates, in their order; equals all stay.

    Args:
        points: larger is better in every entry; None is never on the front.
    """
    known = sorted({point for point in points if point is not None}, reverse=True)
    best: list[Gains] = []
    for point in known:
        # Sorted from the largest first entry on: what comes later dominates nothing before it.
        if not any(dominates(kept, point) for kept in best):
            best.append(point)
    members = set(best)
    return tuple(place for place, point in enumerate(points) if point in members)


def pareto_rows(rows: Sequence[Observation], objectives: Sequence[Objective]) -> tuple[int, ...]:
    """Return the places of the rows on the Pareto front of the objectives."""
    return front([gains(row, objectives) for row in rows])


def hypervolume(points: Sequence[Gains | None], reference: Gains) -> float:
    """Return the volume between a reference and what the points dominate of it: exact.

    Two entries by one sweep, more by slices along the last one, each an exact volume of one
    dimension less.

    Source: Zitzler and Thiele (1999), IEEE Trans. Evol. Comput. 3, 257, for the measure; While,
        Hingston, Barone and Huband (2006), IEEE Trans. Evol. Comput. 10, 29, for the slices.

    Args:
        points: larger is better in every entry; what is not better than the reference in every
            entry adds nothing.
        reference: as many numbers as a point has.

    Raises:
        InputError: a point has another number of entries than the reference.
    """
    if any(point is not None and len(point) != len(reference) for point in points):
        raise InputError("a point has another number of objectives than the reference")
    better = {
        tuple(p - r for p, r in zip(point, reference, strict=True))
        for point in points
        if point is not None and all(p > r for p, r in zip(point, reference, strict=True))
    }
    return _volume(list(better), len(reference))


def nadir(points: Sequence[Gains | None]) -> Gains | None:
    """Return the worst value of each entry over the points; None where there is no point.

    As a reference it makes the volume relative to what was seen: points that are worst in one
    entry add nothing.
    """
    known = [point for point in points if point is not None]
    return tuple(min(column) for column in zip(*known, strict=True)) if known else None


def hypervolume_so_far(points: Sequence[Gains | None], reference: Gains) -> list[float]:
    """Return the volume after each point, in order."""
    kept: list[Gains] = []
    volumes, volume = [], 0.0
    for point in points:
        if point is not None and not any(old == point or dominates(old, point) for old in kept):
            kept = [old for old in kept if not dominates(point, old)] + [point]
            volume = hypervolume(kept, reference)
        volumes.append(volume)
    return volumes


def _volume(sides: list[Gains], dimensions: int) -> float:
    """Return the volume of the union of boxes from the origin to each of `sides`."""
    if not sides:
        return 0.0
    if dimensions == 1:
        return max(side[0] for side in sides)
    if dimensions == 2:
        return _area(sides)
    ordered = sorted(sides, key=lambda side: side[-1], reverse=True)
    floors = [side[-1] for side in ordered[1:]] + [0.0]
    total, above = 0.0, []
    for side, floor in zip(ordered, floors, strict=True):
        above.append(side[:-1])
        if side[-1] > floor:
            total += (side[-1] - floor) * _volume(above, dimensions - 1)
    return total


def _area(sides: Sequence[Gains]) -> float:
    total, height = 0.0, 0.0
    for width, tall in sorted(sides, reverse=True):
        if tall > height:
            total += width * (tall - height)
            height = tall
    return total
