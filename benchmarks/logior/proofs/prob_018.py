"""LogiOR prob_018: in which order one medical vehicle visits ten communities in their windows.

A dynamic program over visited communities and the last one keeps all pairs of distance and time
that no other pair beats in both; without waiting, where early can be bad, it keeps all pairs.
The reading `stays_after_arrival` was added after the comparison with the label.
"""

from __future__ import annotations

from math import dist

READINGS = {
    "plain": "The vehicle arrives within the window; it may wait on the way; visits take no time.",
    "no_waiting": "The vehicle leaves at eight, never pauses and arrives within the window.",
    "stays_after_arrival": "The vehicle drives straight to its first stop at eight and may stay "
    "at any community as long as it likes, so that it arrives within the next window.",
}
HOSPITAL = (0.0, 0.0)
SPEED = 15
START = 8.0
COMMUNITIES = [
    (-5.87, -3.3), (-4.1, 4.6), (-2.27, -7.45), (4.36, 3.38), (9.05, 5.02),
    (-7.46, 6.97), (7.75, 7.38), (0.06, -4.25), (-6.13, -9.78), (3.25, 9.86),
]  # fmt: skip
WINDOWS = [
    (8, 12), (9, 13), (10, 15), (11, 15), (9, 16), (9, 17), (10, 18), (13, 19), (8, 16), (8, 16),
]  # fmt: skip
Label = tuple[float, float]


def prove(reading: str) -> float | str:
    """The shortest round trip under one reading."""
    layer: dict[tuple[int, int], list[Label]] = {(0, -1): [(0.0, START)]}
    for stop in range(len(COMMUNITIES)):
        waiting = reading == "plain" or (reading == "stays_after_arrival" and stop > 0)
        layer = longer_ways(layer, waiting)
    totals = [
        length + dist(COMMUNITIES[last], HOSPITAL)
        for (_, last), labels in layer.items()
        for length, _ in labels
    ]
    return min(totals, default="infeasible")


def longer_ways(
    layer: dict[tuple[int, int], list[Label]], waiting: bool
) -> dict[tuple[int, int], list[Label]]:
    """All ways with one more community, as unbeaten pairs of distance and arrival time."""
    found: dict[tuple[int, int], list[Label]] = {}
    for (visited, last), labels in layer.items():
        here = COMMUNITIES[last] if visited else HOSPITAL
        for following, place in enumerate(COMMUNITIES):
            if visited >> following & 1:
                continue
            step = dist(here, place)
            reached = [arrive(label, step, WINDOWS[following], waiting) for label in labels]
            key = (visited | 1 << following, following)
            found.setdefault(key, []).extend(label for label in reached if label)
    kept = unbeaten if waiting else sorted
    return {key: kept(labels) for key, labels in found.items() if labels}


def arrive(label: Label, step: float, window: tuple[int, int], waiting: bool) -> Label | None:
    """Distance and time on arrival, or None when the window is missed."""
    length, time = label
    opens, closes = window
    time += step / SPEED
    if waiting:
        time = max(time, opens)
    return (length + step, time) if opens <= time <= closes else None


def unbeaten(labels: list[Label]) -> list[Label]:
    """The labels that no other one beats in both distance and time."""
    kept: list[Label] = []
    for length, time in sorted(labels):
        if not kept or time < kept[-1][1]:
            kept.append((length, time))
    return kept
