"""LogiOR prob_022: when each step of four orders runs on its machine.

Every sequence in which steps may be started gives a schedule that starts each as early as it can;
one of these schedules is optimal for any measure that does not gain from later completions.
"""

from __future__ import annotations

from collections.abc import Iterator

READINGS = {
    "plain": "The time at which the last step ends is minimised.",
    "sum_of_orders": "The sum of the times at which the four orders are finished is minimised.",
    "sum_of_steps": "The sum of the times at which all twelve steps are finished is minimised.",
}
ORDERS = [
    [("M1", 3), ("M2", 2), ("M5", 4)],
    [("M3", 4), ("M4", 3), ("M5", 2)],
    [("M2", 3), ("M1", 5), ("M4", 2)],
    [("M1", 2), ("M3", 3), ("M4", 4)],
]
Ends = tuple[tuple[int, ...], ...]


def prove(reading: str) -> float:
    """The least value of one reading over all schedules without needless waiting."""
    return min(value(ends, reading) for ends in schedules())


def value(ends: Ends, reading: str) -> int:
    """What a reading counts, from the end of every step of every order."""
    if reading == "sum_of_steps":
        return sum(sum(steps) for steps in ends)
    finished = [steps[-1] for steps in ends]
    return max(finished) if reading == "plain" else sum(finished)


def schedules() -> Iterator[Ends]:
    """All schedules that arise from appending steps one at a time, without repeats."""
    layer: set[Ends] = {tuple(() for _ in ORDERS)}
    for _ in range(sum(len(order) for order in ORDERS)):
        layer = {longer for ends in layer for longer in appended(ends)}
    yield from layer


def appended(ends: Ends) -> Iterator[Ends]:
    """The schedules with one more step, started when its order and its machine are free."""
    for number, order in enumerate(ORDERS):
        done = ends[number]
        if len(done) == len(order):
            continue
        machine, hours = order[len(done)]
        ready = done[-1] if done else 0
        end = max(ready, free_from(machine, ends)) + hours
        yield (*ends[:number], (*done, end), *ends[number + 1 :])


def free_from(machine: str, ends: Ends) -> int:
    """The time from which a machine has nothing more to do."""
    busy = [
        end
        for order, done in zip(ORDERS, ends, strict=True)
        for (used, _), end in zip(order, done, strict=False)
        if used == machine
    ]
    return max(busy, default=0)
