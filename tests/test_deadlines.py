"""A time limit does not count the time in which everything stood still."""

from __future__ import annotations

from orthought.deadlines import LATE, SLICE, Deadline


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def wait_out(deadline: Deadline, clock: Clock, late: float = 0.0) -> float:
    """Wait until the time is over, each wait late by so much; return how long it took."""
    began = clock.now
    while wait := deadline.next_wait():
        assert wait <= SLICE
        clock.now += wait + late
    return clock.now - began


def test_a_limit_that_nothing_disturbs_is_kept_to() -> None:
    clock = Clock()
    assert abs(wait_out(Deadline(7.3, clock), clock) - 7.3) < 1e-6


def test_waits_that_end_early_change_nothing() -> None:
    clock = Clock()
    deadline = Deadline(5, clock)
    for _ in range(40):
        assert deadline.next_wait() > 0
        clock.now += 0.1
    assert abs(wait_out(deadline, clock) - 1) < 1e-6


def test_a_pause_is_not_counted() -> None:
    clock = Clock()
    deadline = Deadline(5, clock)
    deadline.next_wait()
    clock.now += SLICE + 3600
    assert abs(wait_out(deadline, clock) - 4) < 1e-6


def test_a_busy_machine_is_no_pause() -> None:
    clock = Clock()
    took = wait_out(Deadline(20, clock), clock, late=0.9 * LATE)
    assert took < 20 + SLICE + LATE


def test_no_time_is_over_at_once() -> None:
    assert Deadline(0, Clock()).next_wait() == 0
    assert Deadline(-1, Clock()).next_wait() == 0
