"""LogiOR prob_056: at which whole minutes buses leave between seven and nine o'clock.

Only the last departures matter for the next one, so a dynamic program over minutes keeps, for
every tuple of the departures within a round trip, the least waiting. One passenger a minute is
assumed, as the text gives no rate; half the square of an interval is then the waiting it causes.
"""

from __future__ import annotations

from functools import cache

READINGS = {
    "plain": "Buses leave at both ends of the two hours; one passenger comes a minute; the total "
    "waiting is half the sum of the squared intervals.",
    "sum_of_squares": "Like the first, but the squared intervals are summed without the half.",
    "mean_wait": "Like the first, but the mean waiting of a passenger is minimised.",
}
SHORTEST, LONGEST = 5, 10
ROUND_TRIP, BUSES, SPAN = 30, 5, 120


def prove(reading: str) -> float | str:
    """The least value of one reading."""
    squares = least_squares()
    if squares is None:
        return "infeasible"
    return {"plain": squares / 2, "sum_of_squares": squares, "mean_wait": squares / 2 / SPAN}[
        reading
    ]


@cache
def least_squares() -> int | None:
    """The least sum of squared intervals from the first to the last minute."""
    states: dict[tuple[int, ...], int] = {(0,): 0}
    found: list[int] = []
    while states:
        following: dict[tuple[int, ...], int] = {}
        for recent, squares in states.items():
            for interval in range(SHORTEST, LONGEST + 1):
                departure = recent[-1] + interval
                away = tuple(time for time in recent if time > departure - ROUND_TRIP)
                if departure > SPAN or len(away) >= BUSES:
                    continue
                value = squares + interval**2
                if departure == SPAN:
                    found.append(value)
                key = (*away, departure)
                following[key] = min(value, following.get(key, value))
        states = following
    return min(found, default=None)
